import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { download, nameBelow } from '../../../local/sagemaker/jobs/download.ts';
import { trustsSageMaker } from '../../../local/sagemaker/roles/trust.ts';
import { Cloud } from './cloud.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'safety-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('a download', () => {
  it('names files by what follows the prefix', () => {
    expect(nameBelow('run/plan.json', 'run/plan.json')).toBe('plan.json');
    expect(nameBelow('run/', 'run/prepare/summary.json')).toBe('prepare/summary.json');
    expect(nameBelow('run', 'run/prepare/summary.json')).toBe('prepare/summary.json');
    expect(nameBelow('run/tra', 'run/train.csv')).toBe('train.csv');
    expect(nameBelow('', 'a/b')).toBe('a/b');
  });

  it('refuses a key that leaves its folder', async () => {
    const cloud = new Cloud();
    cloud.objects.set('lake/run/../../outside.txt', Buffer.from('overwritten'));
    const source = { uri: 's3://lake/run/', type: 'S3Prefix' as const };

    await expect(download(cloud.as(), source, join(directory, 'to/deep'))).rejects.toThrow(/leaves its folder/);
  });
});

describe('a trust policy', () => {
  const context = { account: '000000000000', sourceArn: 'arn:aws:sagemaker:us-east-1:000000000000:training-job/a' };
  const allow = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'sagemaker.amazonaws.com' } };
  const trusts = (Statement: unknown): boolean => trustsSageMaker(JSON.stringify({ Statement }), context);

  it('lets SageMaker in only when it says so', () => {
    expect(trusts(allow)).toBe(true);
    expect(trusts([{ ...allow, Principal: { Service: ['lambda.amazonaws.com', 'sagemaker.amazonaws.com'] } }])).toBe(
      true,
    );
    expect(trusts([{ ...allow, Principal: { Service: 'lambda.amazonaws.com' } }])).toBe(false);
    expect(trusts([{ ...allow, Principal: { AWS: 'arn:aws:iam::000000000000:root' } }])).toBe(false);
    expect(trusts([{ ...allow, Action: 'sts:TagSession' }])).toBe(false);
    expect(trusts([allow, { ...allow, Effect: 'Deny' }])).toBe(false);
    expect(trusts([])).toBe(false);
  });

  it('is held to its conditions', () => {
    const when = (Condition: object): boolean => trusts([{ ...allow, Condition }]);

    expect(when({ StringEquals: { 'aws:SourceAccount': '000000000000' } })).toBe(true);
    expect(when({ StringEquals: { 'aws:SourceAccount': '111111111111' } })).toBe(false);
    expect(when({ ArnLike: { 'aws:SourceArn': 'arn:aws:sagemaker:*:000000000000:training-job/*' } })).toBe(true);
    expect(when({ ArnLike: { 'aws:SourceArn': 'arn:aws:sagemaker:*:000000000000:processing-job/*' } })).toBe(false);
    expect(when({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })).toBe(false);
  });
});
