import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { create } from 'tar';
import { unpack } from '../../../local/sagemaker/endpoints/model-files.ts';
import { download, nameBelow } from '../../../local/sagemaker/jobs/download.ts';
import { trustsSageMaker } from '../../../local/sagemaker/roles/trust.ts';
import { Cloud } from './cloud.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'safety-'));
  await mkdir(join(directory, 'from'));
  await mkdir(join(directory, 'to'));
  await writeFile(join(directory, 'from/model.onnx'), 'x'.repeat(100));
  await writeFile(join(directory, 'outside.txt'), 'secret');
});
afterEach(() => rm(directory, { recursive: true }));

async function archive(...names: string[]): Promise<string> {
  const file = join(directory, 'model.tar.gz');
  await create({ file, cwd: join(directory, 'from'), gzip: true, preservePaths: true }, names);
  return file;
}

describe('a model archive', () => {
  it('is unpacked when it has plain files only', async () => {
    await unpack(await archive('model.onnx'), join(directory, 'to'));

    expect(await readdir(join(directory, 'to'))).toEqual(['model.onnx']);
  });

  it.each([
    [
      'a link',
      async () => symlink('/etc/passwd', join(directory, 'from/link')).then(() => archive('link')),
      /is a SymbolicLink/,
    ],
    ['a path upwards', async () => archive('model.onnx', '../outside.txt'), /leaves the folder/],
    ['an absolute path', async () => archive(join(directory, 'outside.txt')), /leaves the folder/],
  ])('is refused whole for %s', async (_what, make, reason) => {
    await expect(unpack(await make(), join(directory, 'to'))).rejects.toThrow(reason);
    expect(await readdir(join(directory, 'to'))).toEqual([]);
  });

  it('is refused when it is too big unpacked', async () => {
    await expect(unpack(await archive('model.onnx'), join(directory, 'to'), 99)).rejects.toThrow(
      /100 bytes are more than 99/,
    );
  });
});

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
