import { type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Effect, Grant, type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  type IBucket,
  type LifecycleRule,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface DataBucketProps {
  readonly encryptionKey: IKey;
  /** Where S3 writes the access log, under the construct's id. */
  readonly accessLogs: IBucket;
  readonly removalPolicy: RemovalPolicy;
  readonly lifecycleRules: LifecycleRule[];
  /** Sends object events to EventBridge. @default false */
  readonly sendsEvents?: boolean;
}

/** A versioned bucket with a customer key and TLS only. Grants name prefixes and give no more than reading or writing objects. */
export class DataBucket extends Construct {
  readonly bucket: Bucket;
  readonly #key: IKey;

  constructor(scope: Construct, id: string, props: DataBucketProps) {
    super(scope, id);
    this.#key = props.encryptionKey;
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: props.encryptionKey,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: `${id.toLowerCase()}/`,
      lifecycleRules: props.lifecycleRules,
      removalPolicy: props.removalPolicy,
    });
    Validations.of(this).acknowledge({
      id: '@aws-cdk/aws-s3:accessLogsPolicyNotAdded',
      reason: 'The access log bucket grants the delivery itself.',
    });
    if (props.sendsEvents === true) {
      // The L2 switch would deploy a Lambda to set this one member.
      const resource = bucket.node.defaultChild;
      if (resource instanceof CfnBucket) {
        resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
      }
    }
    this.bucket = bucket;
  }

  get name(): string {
    return this.bucket.bucketName;
  }

  /** Reads objects, also by version, and lists them, under the prefixes. */
  grantRead(grantee: IGrantable, ...prefixes: string[]): void {
    this.#grantObjects(grantee, ['s3:GetObject', 's3:GetObjectVersion'], prefixes);
    this.#grantKey(grantee, 'kms:Decrypt');
    Grant.addToPrincipal({
      grantee,
      actions: ['s3:ListBucket'],
      resourceArns: [this.bucket.bucketArn],
      ...(prefixes.length > 0 && {
        conditions: { StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
      }),
    });
  }

  /** Writes objects under the prefixes; never deletes. */
  grantWrite(grantee: IGrantable, ...prefixes: string[]): void {
    this.#grantObjects(grantee, ['s3:PutObject', 's3:AbortMultipartUpload'], prefixes);
    // A multipart upload reads back its parts' data key.
    this.#grantKey(grantee, 'kms:GenerateDataKey', 'kms:Decrypt');
  }

  /** Deletes objects under the prefixes; their earlier versions stay. */
  grantDelete(grantee: IGrantable, ...prefixes: string[]): void {
    this.#grantObjects(grantee, ['s3:DeleteObject'], prefixes);
  }

  #grantObjects(grantee: IGrantable, actions: string[], prefixes: string[]): void {
    const patterns = prefixes.length > 0 ? prefixes : [''];
    Grant.addToPrincipal({ grantee, actions, resourceArns: patterns.map((p) => this.bucket.arnForObjects(`${p}*`)) });
  }

  #grantKey(grantee: IGrantable, ...actions: string[]): void {
    const stack = Stack.of(this);
    Grant.addToPrincipal({
      grantee,
      actions,
      resourceArns: [this.#key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `s3.${stack.region}.${stack.urlSuffix}` } },
    });
  }
}

/** Statement that lets an AWS service use a key for resources of this account. */
export function serviceMayUseKey(scope: Construct, service: string): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.ALLOW,
    principals: [new ServicePrincipal(service)],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  });
}
