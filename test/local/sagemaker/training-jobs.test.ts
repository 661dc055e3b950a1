import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  DescribeTrainingJobCommand,
  ListTagsCommand,
  ListTrainingJobsCommand,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { extract, list } from 'tar';
import { ROLE, UNTRUSTED_ROLE } from './cloud.ts';
import { IMAGE, PlaneUnderTest, until } from './plane-under-test.ts';

let plane: PlaneUnderTest;
beforeAll(async () => {
  plane = await PlaneUnderTest.start({ PLANE_CONCURRENT_JOBS: '1' });
  plane.cloud.objects.set('lake/train/part-0.parquet', Buffer.from('rows'));
  plane.cloud.objects.set('lake/train/deep/part-1.parquet', Buffer.from('more'));
});
afterAll(() => plane.dispose());

const request = (name: string, change: Partial<CreateTrainingJobCommandInput> = {}): CreateTrainingJobCommandInput => ({
  TrainingJobName: name,
  RoleArn: ROLE,
  AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
  HyperParameters: { c: '4' },
  InputDataConfig: [
    { ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://lake/train/' } } },
  ],
  OutputDataConfig: { S3OutputPath: 's3://artifacts/run/train/' },
  ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 5 },
  StoppingCondition: { MaxRuntimeInSeconds: 60 },
  ...change,
});

const create = (name: string, change?: Partial<CreateTrainingJobCommandInput>) =>
  plane.sagemaker.send(new CreateTrainingJobCommand(request(name, change)));
const describeJob = (name: string) => plane.sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
const ended = (name: string) =>
  until(
    () => describeJob(name),
    (job) => ['Completed', 'Failed', 'Stopped'].includes(job.TrainingJobStatus ?? ''),
  );

describe('a training job', () => {
  it('runs its image with the SageMaker contract and uploads its model', async () => {
    process.env.PLANE_TEST_SECRET = 'of the plane';
    const made = await create('first', { Tags: [{ Key: 'workload', Value: 'reviews' }] });
    const job = await ended('first');
    delete process.env.PLANE_TEST_SECRET;

    expect(made.TrainingJobArn).toBe('arn:aws:sagemaker:us-east-1:000000000000:training-job/first');
    expect(job).toMatchObject({
      TrainingJobStatus: 'Completed',
      SecondaryStatus: 'Completed',
      ModelArtifacts: { S3ModelArtifacts: 's3://artifacts/run/train/first/output/model.tar.gz' },
      BillableTimeInSeconds: job.TrainingTimeInSeconds,
    });
    expect(job.SecondaryStatusTransitions?.map((one) => one.Status)).toEqual([
      'Starting',
      'Downloading',
      'Training',
      'Uploading',
      'Completed',
    ]);
    expect(await modelFile('artifacts/run/train/first/output/model.tar.gz', 'seen.json')).toMatchObject({
      hyperparameters: { c: '4' },
      inputs: { train: { TrainingInputMode: 'File', S3DistributionType: 'FullyReplicated' } },
      resources: { current_host: 'algo-1', hosts: ['algo-1'] },
      channels: ['train'],
      files: [['deep', 'deep/part-1.parquet', 'part-0.parquet']],
      job: 'first',
      greeting: 'hello there',
      region: 'us-east-1',
      accessKeyId: 'ASIA-jobs',
      inherited: null,
    });
    const log = [...plane.cloud.lines].find(([name]) => name.startsWith('/aws/sagemaker/TrainingJobs/first/algo-1-'));
    expect(log?.[1]).toEqual(['training starts']);
    const tags = await plane.sagemaker.send(new ListTagsCommand({ ResourceArn: made.TrainingJobArn }));
    expect(tags.Tags).toEqual([{ Key: 'workload', Value: 'reviews' }]);
  });

  it('tells EventBridge each change of state in the shape of the service', async () => {
    await plane.running.eventsSent();
    const events = plane.cloud.events.filter((event) => event.resources[0]?.endsWith('/first'));

    expect(new Set(events.map((event) => event.detailType))).toEqual(new Set(['SageMaker Training Job State Change']));
    const details = events.map((event) => JSON.parse(event.detail));
    expect(details.map((detail) => detail.SecondaryStatus)).toEqual([
      'Starting',
      'Downloading',
      'Training',
      'Uploading',
      'Completed',
    ]);
    expect(details.at(-1)).toMatchObject({
      TrainingJobName: 'first',
      TrainingJobStatus: 'Completed',
      Tags: { workload: 'reviews' },
    });
    expect(details.at(-1).CreationTime).toBeGreaterThan(1_600_000_000_000);
  });

  it('fails with the words of the container and its exit code', async () => {
    await create('failing', { Environment: { MODE: 'fail' } });
    const job = await ended('failing');

    expect(job).toMatchObject({
      TrainingJobStatus: 'Failed',
      FailureReason: 'AlgorithmError: the loss is not a number, exit code: 3',
    });
  });

  it('fails when its role may not read a channel', async () => {
    plane.cloud.denied.add('secret');
    const source = { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri: 's3://secret/train/' } };
    await create('denied', { InputDataConfig: [{ ChannelName: 'train', DataSource: source }] });

    expect((await ended('denied')).FailureReason).toMatch(/^ClientError: Data download failed: .*AccessDenied/);
  });

  it('fails when a channel has no objects', async () => {
    const source = { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri: 's3://lake/nothing/' } };
    await create('no-data', { InputDataConfig: [{ ChannelName: 'train', DataSource: source }] });

    expect((await ended('no-data')).FailureReason).toMatch(/No S3 objects found under S3 URL "s3:\/\/lake\/nothing\/"/);
  });

  it('stops with SIGTERM, keeps what the container then writes, and waits for a slot before that', async () => {
    await create('waiting', { Environment: { MODE: 'wait' } });
    await create('queued');
    await until(
      async () => [...plane.cloud.lines.values()].flat(),
      (lines) => lines.includes('waiting'),
    );
    const queued = await describeJob('queued');
    await plane.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: 'waiting' }));
    const job = await ended('waiting');

    expect(queued.SecondaryStatus).toBe('Starting');
    expect(job).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'Stopped' });
    expect(await archived('artifacts/run/train/waiting/output/model.tar.gz')).toEqual(['checkpoint.txt']);
    expect((await ended('queued')).TrainingJobStatus).toBe('Completed');
  });

  it('is Stopped with MaxRuntimeExceeded when its time is up', async () => {
    await create('too-long', { Environment: { MODE: 'wait' }, StoppingCondition: { MaxRuntimeInSeconds: 1 } });

    expect(await ended('too-long')).toMatchObject({
      TrainingJobStatus: 'Stopped',
      SecondaryStatus: 'MaxRuntimeExceeded',
    });
  });

  it('goes on from its checkpoints', async () => {
    const change = { CheckpointConfig: { S3Uri: 's3://artifacts/checkpoints/' }, Environment: { CHECKPOINTS: '1' } };
    await create('checkpoints-1', change);
    await ended('checkpoints-1');
    await create('checkpoints-2', change);
    await ended('checkpoints-2');

    expect(plane.cloud.objects.get('artifacts/checkpoints/step')?.toString()).toBe('2');
  });

  it('refuses what AWS refuses', async () => {
    await expect(create('first')).rejects.toMatchObject({ name: 'ResourceInUse' });
    await expect(create('other-role', { RoleArn: UNTRUSTED_ROLE })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(`Could not assume role ${UNTRUSTED_ROLE}.`),
    });
    await expect(create('spot', { EnableManagedSpotTraining: true })).rejects.toThrow(/MaxWaitTimeInSeconds/);
    await expect(
      create('no-image', { AlgorithmSpecification: { TrainingImage: 'repo:unknown', TrainingInputMode: 'File' } }),
    ).rejects.toThrow(/Cannot use the image repo:unknown/);
    await expect(describeJob('nobody')).rejects.toThrow('Requested resource not found.');
    const stop = plane.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: 'first' }));
    await expect(stop).rejects.toThrow(/is in status Completed/);
  });

  it('is listed, newest first, in pages', async () => {
    const one = await plane.sagemaker.send(new ListTrainingJobsCommand({ NameContains: 'checkpoints', MaxResults: 1 }));
    const two = await plane.sagemaker.send(
      new ListTrainingJobsCommand({ NameContains: 'checkpoints', MaxResults: 1, NextToken: one.NextToken }),
    );

    expect([one, two].flatMap((page) => page.TrainingJobSummaries?.map((job) => job.TrainingJobName))).toEqual([
      'checkpoints-2',
      'checkpoints-1',
    ]);
    expect(two.NextToken).toBeUndefined();
  });

  it('is Failed after a restart of the plane that cut it off', async () => {
    await create('cut-off', { Environment: { MODE: 'wait' } });
    await until(
      () => describeJob('cut-off'),
      (job) => job.SecondaryStatus === 'Training',
    );
    await plane.restart();

    expect(await describeJob('cut-off')).toMatchObject({
      TrainingJobStatus: 'Failed',
      FailureReason: 'InternalServerError: RUNTIME_RESTARTED: the local runtime was restarted',
    });
  });
});

async function unpacked(key: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'archive-'));
  const file = join(folder, 'archive.tar.gz');
  await writeFile(file, plane.cloud.objects.get(key) ?? Buffer.alloc(0));
  return file;
}

async function archived(key: string): Promise<string[]> {
  const names: string[] = [];
  await list({ file: await unpacked(key), onReadEntry: (entry) => names.push(entry.path) });
  return names;
}

async function modelFile(key: string, name: string): Promise<unknown> {
  const file = await unpacked(key);
  await extract({ file, cwd: join(file, '..') });
  return JSON.parse(await readFile(join(file, '..', name), 'utf8'));
}
