import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface AccessLogBucketProps {
  readonly retentionDays: number;
  readonly removalPolicy: RemovalPolicy;
}

/** Where S3 writes who read and wrote the other buckets. */
export class AccessLogBucket extends Construct {
  /** To name as a target. The right to deliver is already given. */
  readonly target: IBucket;

  constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id);
    const bucket = new Bucket(this, 'Bucket', {
      // S3 delivers access logs only to buckets with its own keys.
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      lifecycleRules: [
        {
          id: 'expire',
          expiration: Duration.days(props.retentionDays),
          noncurrentVersionExpiration: Duration.days(7),
        },
      ],
      removalPolicy: props.removalPolicy,
    });
    bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects('*')],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    this.target = Bucket.fromBucketName(this, 'Target', bucket.bucketName);
  }
}
