import {
  CreateProcessingJobCommand,
  type CreateProcessingJobCommandInput,
  DescribeProcessingJobCommand,
  ListProcessingJobsCommand,
  StopProcessingJobCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLE } from './cloud.ts';
import { IMAGE, PlaneUnderTest, until } from './plane-under-test.ts';

let plane: PlaneUnderTest;
beforeAll(async () => {
  plane = await PlaneUnderTest.start();
  plane.cloud.objects.set('raw/run/rows.txt', Buffer.from('one\ntwo'));
});
afterAll(() => plane.dispose());

const INPUT = '/opt/ml/processing/input/rows';
const OUTPUT = '/opt/ml/processing/output';

const create = (name: string, change: Partial<CreateProcessingJobCommandInput> = {}) =>
  plane.sagemaker.send(
    new CreateProcessingJobCommand({
      ProcessingJobName: name,
      RoleArn: ROLE,
      AppSpecification: { ImageUri: IMAGE, ContainerArguments: ['process', INPUT, OUTPUT] },
      ProcessingInputs: [
        {
          InputName: 'rows',
          S3Input: { S3Uri: 's3://raw/run/rows.txt', LocalPath: INPUT, S3DataType: 'S3Prefix', S3InputMode: 'File' },
        },
      ],
      ProcessingOutputConfig: {
        Outputs: [
          {
            OutputName: 'summary',
            S3Output: { S3Uri: 's3://artifacts/run/prepare/', LocalPath: OUTPUT, S3UploadMode: 'EndOfJob' },
          },
        ],
      },
      ProcessingResources: { ClusterConfig: { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 5 } },
      ...change,
    }),
  );
const describeJob = (name: string) =>
  plane.sagemaker.send(new DescribeProcessingJobCommand({ ProcessingJobName: name }));
const ended = (name: string) =>
  until(
    () => describeJob(name),
    (job) => ['Completed', 'Failed', 'Stopped'].includes(job.ProcessingJobStatus ?? ''),
  );

describe('a processing job', () => {
  it('gives its container the inputs under their paths and uploads each output', async () => {
    const made = await create('first');
    const job = await ended('first');

    expect(job).toMatchObject({ ProcessingJobStatus: 'Completed', ProcessingJobArn: made.ProcessingJobArn });
    expect(plane.cloud.objects.get('artifacts/run/prepare/deep/upper.txt')?.toString()).toBe('ONE\nTWO');
    const config = JSON.parse(plane.cloud.objects.get('artifacts/run/prepare/config.json')?.toString() ?? '');
    expect(config).toMatchObject({ ProcessingJobName: 'first', AppSpecification: { ImageUri: IMAGE } });
  });

  it('fails with the exit message of its container', async () => {
    await create('failing', { Environment: { MODE: 'fail' } });

    expect(await ended('failing')).toMatchObject({
      ProcessingJobStatus: 'Failed',
      ExitMessage: 'no rows',
      FailureReason: 'AlgorithmError: no rows, exit code: 4',
    });
  });

  it('is Stopped when it is stopped, and only while it runs', async () => {
    await create('stopped', {
      AppSpecification: { ImageUri: IMAGE, ContainerArguments: ['train'] },
      Environment: { MODE: 'wait' },
    });
    await until(
      async () => [...plane.cloud.lines.values()].flat(),
      (lines) => lines.includes('waiting'),
    );
    await plane.sagemaker.send(new StopProcessingJobCommand({ ProcessingJobName: 'stopped' }));

    expect((await ended('stopped')).ProcessingJobStatus).toBe('Stopped');
    const again = plane.sagemaker.send(new StopProcessingJobCommand({ ProcessingJobName: 'stopped' }));
    await expect(again).rejects.toThrow('the processing job is in status Stopped');
  });

  it('refuses a taken name, and a path outside /opt/ml/processing', async () => {
    await expect(create('first')).rejects.toMatchObject({ name: 'ResourceInUse' });
    const S3Output = {
      S3Uri: 's3://a/b',
      LocalPath: '/opt/ml/processing/../../../etc',
      S3UploadMode: 'EndOfJob',
    } as const;
    const outside = create('outside', { ProcessingOutputConfig: { Outputs: [{ OutputName: 'x', S3Output }] } });
    await expect(outside).rejects.toThrow(/must be a path under \/opt\/ml\/processing/);
  });

  it('is listed by status', async () => {
    const failed = await plane.sagemaker.send(new ListProcessingJobsCommand({ StatusEquals: 'Failed' }));

    expect(failed.ProcessingJobSummaries?.map((job) => job.ProcessingJobName)).toEqual(['failing']);
  });
});
