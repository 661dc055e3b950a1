import { CustomResource, Duration } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { StageFunction } from './stage-function.ts';

export interface BucketEmptyingProps {
  readonly buckets: readonly Pick<IBucket, 'arnForObjects' | 'bucketArn' | 'bucketName'>[];
  readonly logRetentionDays: RetentionDays;
}

/**
 * Empties buckets when the stack is destroyed, which CloudFormation demands before it deletes them. Access logs that
 * S3 delivers late may fill their bucket again: then the stack's deletion fails once, and works when it is repeated.
 */
export class BucketEmptying extends Construct {
  constructor(scope: Construct, id: string, { buckets, logRetentionDays }: BucketEmptyingProps) {
    super(scope, id);
    const empty = new StageFunction(this, 'Empty', {
      stage: 'empty-buckets',
      description: 'Empties buckets that are to be deleted',
      logRetentionDays,
      timeout: Duration.minutes(14),
      environment: {},
    });
    empty.allow(
      ['s3:ListBucketVersions'],
      buckets.map(({ bucketArn }) => bucketArn),
    );
    empty.allow(
      ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      buckets.map((bucket) => bucket.arnForObjects('*')),
    );
    new CustomResource(this, 'Resource', {
      resourceType: 'Custom::BucketEmptying',
      serviceToken: empty.function.functionArn,
      serviceTimeout: Duration.minutes(15),
      properties: { Buckets: buckets.map(({ bucketName }) => bucketName) },
    });
  }
}
