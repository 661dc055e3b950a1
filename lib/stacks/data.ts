import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { LifecycleRule } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Configuration } from '../../config/load.ts';
import { retentionOf } from '../configured.ts';
import { AccessLogBucket } from '../constructs/access-log-bucket.ts';
import { BucketEmptying } from '../constructs/bucket-emptying.ts';
import { Catalog } from '../constructs/catalog.ts';
import { DataBucket } from '../constructs/data-bucket.ts';

export interface DataStackProps extends StackProps {
  readonly configuration: Configuration;
}

const ABORT_UPLOADS: LifecycleRule = { id: 'abort-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) };
const forgetVersionsAfter = (days: number): LifecycleRule => ({
  id: 'old-versions',
  noncurrentVersionExpiration: Duration.days(days),
});

/** What must outlive every other stack: buckets, their key, the catalog and the records. */
export class DataStack extends Stack {
  /** Encrypts buckets, records, job volumes and notifications of the environment. */
  readonly key: Key;
  readonly raw: DataBucket;
  readonly lake: DataBucket;
  readonly artifacts: DataBucket;
  readonly capture: DataBucket;
  readonly records: Table;
  readonly catalog: Catalog;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const { environment, workloads } = props.configuration;
    const removalPolicy = environment.removalPolicy === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

    this.key = new Key(this, 'Key', {
      description: `Data of Trainyard ${environment.name}`,
      enableKeyRotation: true,
      removalPolicy,
    });

    const accessLogs = new AccessLogBucket(this, 'AccessLogs', {
      retentionDays: environment.logRetentionDays,
      removalPolicy,
    });
    const common = { encryptionKey: this.key, accessLogs: accessLogs.target, removalPolicy };
    // An upload's every version stays: datasets name them.
    this.raw = new DataBucket(this, 'Raw', { ...common, lifecycleRules: [ABORT_UPLOADS], sendsEvents: true });
    this.lake = new DataBucket(this, 'Lake', { ...common, lifecycleRules: [ABORT_UPLOADS, forgetVersionsAfter(90)] });
    this.artifacts = new DataBucket(this, 'Artifacts', {
      ...common,
      sendsEvents: environment.mlflow !== undefined,
      lifecycleRules: [ABORT_UPLOADS, forgetVersionsAfter(90)],
    });
    this.capture = new DataBucket(this, 'Capture', {
      ...common,
      lifecycleRules: [ABORT_UPLOADS, forgetVersionsAfter(30), { id: 'expire', expiration: Duration.days(365) }],
    });

    if (removalPolicy === RemovalPolicy.DESTROY) {
      const owned = [this.raw, this.lake, this.artifacts, this.capture].map(({ bucket }) => bucket);
      new BucketEmptying(this, 'BucketEmptying', {
        buckets: [...owned, accessLogs.target],
        logRetentionDays: retentionOf(props.configuration),
      });
    }

    this.records = new Table(this, 'Records', {
      partitionKey: { name: 'workload', type: AttributeType.STRING },
      sortKey: { name: 'record', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
    });

    this.catalog = new Catalog(this, 'Catalog', {
      environment: environment.name,
      workloads: workloads.map(({ name }) => name),
      lake: this.lake.bucket,
      artifacts: this.artifacts.bucket,
      capture: this.capture.bucket,
      key: this.key,
    });
  }
}
