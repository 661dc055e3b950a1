import { beforeAll, describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { resourcesOf, synthesize } from './synthesize.ts';

describe('the data stack', () => {
  let local: Template;
  let prod: Template;

  beforeAll(async () => {
    local = (await synthesize('local')).template('data');
    prod = (await synthesize('prod')).template('data');
  });

  it('encrypts every data bucket with the customer key and keeps all versions', () => {
    local.resourcePropertiesCountIs(
      'AWS::S3::Bucket',
      {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
          ],
        },
        VersioningConfiguration: { Status: 'Enabled' },
        LifecycleConfiguration: Match.anyValue(),
      },
      4,
    );
  });

  it('refuses requests without TLS on every bucket', () => {
    const denies = { Action: 's3:*', Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    local.resourceCountIs('AWS::S3::Bucket', 5);
    local.resourcePropertiesCountIs(
      'AWS::S3::BucketPolicy',
      { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike(denies)]) } },
      5,
    );
  });

  it('lets nobody make a bucket public', () => {
    const buckets = Object.values(resourcesOf(local, 'AWS::S3::Bucket'));
    for (const { Properties } of buckets) {
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
    }
  });

  it('sends events of the raw bucket only', () => {
    const events = { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } };
    local.resourcePropertiesCountIs('AWS::S3::Bucket', events, 1);
  });

  it('keeps buckets, keys and records of production, and deletes those of the local environment', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::KMS::Key']) {
      const policies = (template: Template) => Object.values(resourcesOf(template, type)).map((r) => r.DeletionPolicy);
      expect(new Set(policies(prod))).toEqual(new Set(['Retain']));
      expect(new Set(policies(local))).toEqual(new Set(['Delete']));
    }
    prod.hasResourceProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: true });
    prod.resourceCountIs('Custom::BucketEmptying', 0);
    local.resourceCountIs('Custom::BucketEmptying', 1);
  });

  it('keeps records by workload with point-in-time recovery', () => {
    local.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [
        { AttributeName: 'workload', KeyType: 'HASH' },
        { AttributeName: 'record', KeyType: 'RANGE' },
      ],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    });
  });

  it('projects every partition of every table', () => {
    const tables = Object.values(resourcesOf(local, 'AWS::Glue::Table')).map(
      ({ Properties }) =>
        Properties.TableInput as { Name: string; PartitionKeys: { Name: string }[]; Parameters: object },
    );
    expect(tables.map(({ Name }) => Name).sort()).toEqual([
      'datasets',
      'evaluations',
      'ground_truth',
      'predictions',
      'quarantine',
      'trials',
    ]);
    for (const { PartitionKeys, Parameters } of tables) {
      expect(Parameters).toHaveProperty(['projection.enabled'], 'true');
      for (const { Name } of PartitionKeys) expect(Parameters).toHaveProperty([`projection.${Name}.type`]);
    }
  });

  it('answers named queries in a workgroup that encrypts its results', () => {
    local.hasResourceProperties('AWS::Athena::WorkGroup', {
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_KMS' } },
      },
    });
    local.resourceCountIs('AWS::Athena::NamedQuery', 6);
  });
});
