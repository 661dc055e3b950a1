import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { extract } from 'tar';
import { freePort } from '../../../../local/sagemaker/engine/free-port.ts';
import { IMAGE, PlaneUnderTest } from '../plane-under-test.ts';
import { INSTANCE, SpotJobs } from './spot-jobs.ts';

jest.setTimeout(60_000);

let plane: PlaneUnderTest;
let jobs: SpotJobs;
beforeAll(async () => {
  plane = await PlaneUnderTest.start({ PLANE_CHECKPOINT_SYNC_SECONDS: '0.05', PLANE_STOP_GRACE_SECONDS: '1' });
  jobs = new SpotJobs(plane);
  for (const part of ['part-1', 'part-2']) plane.cloud.objects.set(`lake/train/${part}`, Buffer.from('more rows'));
});
afterAll(() => plane.dispose());

const onHosts = (InstanceCount: number, more: Partial<CreateTrainingJobCommandInput> = {}) => ({
  AlgorithmSpecification: {
    TrainingImage: IMAGE,
    TrainingInputMode: 'File' as const,
    ContainerEntrypoint: ['node', '/opt/program/cluster.mjs'],
  },
  ResourceConfig: { InstanceType: INSTANCE, InstanceCount, VolumeSizeInGB: 5 },
  ...more,
});

describe('a training job on several instances', () => {
  it('has as many containers, each with its own /opt/ml, that find each other by the names in resourceconfig.json', async () => {
    await jobs.create('met', { PORT: String(await freePort()) }, onHosts(3));
    const job = await jobs.ended('met');

    expect(job).toMatchObject({ TrainingJobStatus: 'Completed' });
    expect(jobs.lines('met').sort()).toEqual(['algo-1 of 3', 'algo-2 of 3', 'algo-3 of 3']);
    const streams = [...plane.cloud.lines.keys()].filter((name) => name.includes('/met/'));
    expect(streams.map((name) => name.split('/').at(-1)?.slice(0, 6)).sort()).toEqual(['algo-1', 'algo-2', 'algo-3']);
    const model = await unpacked('artifacts/run/met/output/model.tar.gz');
    expect(JSON.parse(await model('met'))).toEqual(['algo-2', 'algo-3']);
    // Of one name, the first host's counts.
    expect([await model('of-algo-3'), await model('shared')]).toEqual(['algo-3', 'algo-1']);
    const output = await unpacked('artifacts/run/met/output/output.tar.gz');
    expect(JSON.parse(await output('algo-2.json'))).toEqual({
      host: 'algo-2',
      hosts: ['algo-1', 'algo-2', 'algo-3'],
      files: ['part-0', 'part-1', 'part-2'],
      before: ['algo-2'],
    });
  });

  it('gives each of them its share of a channel that is sharded by key', async () => {
    const source = {
      S3DataType: 'S3Prefix' as const,
      S3Uri: 's3://lake/train/',
      S3DataDistributionType: 'ShardedByS3Key' as const,
    };
    const InputDataConfig = [{ ChannelName: 'train', DataSource: { S3DataSource: source } }];
    await jobs.create('sharded', { PORT: String(await freePort()) }, onHosts(2, { InputDataConfig }));
    await jobs.ended('sharded');

    const output = await unpacked('artifacts/run/sharded/output/output.tar.gz');
    const files = await Promise.all(
      ['algo-1', 'algo-2'].map(async (host) => JSON.parse(await output(`${host}.json`)).files),
    );
    expect(files).toEqual([['part-0', 'part-2'], ['part-1']]);
  });

  it('loses all of them at once, and brings the checkpoints of all to each of the next', async () => {
    await jobs.create('lost', { MODE: 'stay' }, onHosts(2));
    await Promise.all(['algo-1', 'algo-2'].map((host) => jobs.stored('lost', `${host}/starts`)));
    await jobs.interrupt('lost', { notice: false });
    await jobs.says('lost', 'algo-2 of 2', 2);
    await jobs.stop('lost');
    const job = await jobs.ended('lost');

    expect(job.TrainingJobStatus).toBe('Stopped');
    expect(Object.fromEntries(jobs.checkpoints('lost'))).toEqual({ 'algo-1/starts': 'xx', 'algo-2/starts': 'xx' });
    const output = await unpacked('artifacts/run/lost/output/output.tar.gz');
    expect(JSON.parse(await output('algo-1.json')).before).toEqual(['algo-1', 'algo-2']);
  });

  it('fails as a whole, in the words of the host that failed', async () => {
    await jobs.create('one-fails', { MODE: 'one-fails' }, onHosts(2));

    expect(await jobs.ended('one-fails')).toMatchObject({
      TrainingJobStatus: 'Failed',
      FailureReason: 'AlgorithmError: algo-2 has no memory left, exit code: 9',
    });
  });

  it('is refused beyond what runs on one machine', async () => {
    await expect(jobs.create('many', {}, onHosts(9))).rejects.toMatchObject({ name: 'ResourceLimitExceeded' });
  });
});

/** Reads files of an archive in S3. */
async function unpacked(key: string): Promise<(name: string) => Promise<string>> {
  const folder = await mkdtemp(join(tmpdir(), 'archive-'));
  const file = join(folder, 'archive.tar.gz');
  await writeFile(file, plane.cloud.objects.get(key) ?? Buffer.alloc(0));
  await extract({ file, cwd: folder });
  return (name) => readFile(join(folder, name), 'utf8');
}
