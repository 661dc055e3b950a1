import { CreateTrainingJobCommand, DescribeTrainingJobCommand, type MetricDefinition } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metricScan } from '../../../local/sagemaker/jobs/metric-scan.ts';
import { ROLE } from './cloud.ts';
import { IMAGE, PlaneUnderTest, until } from './plane-under-test.ts';

const LOSS: MetricDefinition = { Name: 'train:loss', Regex: 'train:loss=(.*?);' };
const F1: MetricDefinition = { Name: 'validation:macro_f1', Regex: 'validation:macro_f1=([0-9.]+);' };

let plane: PlaneUnderTest;
beforeAll(async () => {
  plane = await PlaneUnderTest.start();
  plane.cloud.objects.set('lake/train/part-0', Buffer.from('rows'));
});
afterAll(() => plane.dispose());

const create = (name: string, definitions: MetricDefinition[], lines: string[] = []) =>
  plane.sagemaker.send(
    new CreateTrainingJobCommand({
      TrainingJobName: name,
      RoleArn: ROLE,
      AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File', MetricDefinitions: definitions },
      InputDataConfig: [
        { ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://lake/train/' } } },
      ],
      OutputDataConfig: { S3OutputPath: 's3://artifacts/run/train/' },
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 5 },
      StoppingCondition: { MaxRuntimeInSeconds: 60 },
      Environment: { LINES: JSON.stringify(lines) },
    }),
  );
const completed = (name: string) =>
  until(
    () => plane.sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name })),
    (job) => job.TrainingJobStatus === 'Completed',
  );

describe('the metrics of a training job', () => {
  it('are read from its log: all values go to CloudWatch, the last of each stays with the job', async () => {
    const lines = ['step=1; train:loss=0.9;', 'step=2; train:loss=0.5; and validation:macro_f1=0.7;', 'the end'];
    await create('measured', [LOSS, F1, { Name: 'never', Regex: 'never=(.*);' }], lines);
    const job = await completed('measured');

    expect(job.FinalMetricDataList).toEqual([
      { MetricName: 'train:loss', Value: 0.5, Timestamp: expect.any(Date) },
      { MetricName: 'validation:macro_f1', Value: 0.7, Timestamp: expect.any(Date) },
    ]);
    expect(job.AlgorithmSpecification?.MetricDefinitions).toHaveLength(3);
    const sent = plane.cloud.data.map(({ namespace, MetricName, Dimensions, Value }) => [
      namespace,
      MetricName,
      Dimensions,
      Value,
    ]);
    const dimensions = [{ Name: 'TrainingJobName', Value: 'measured' }];
    expect(sent).toEqual([
      ['/aws/sagemaker/TrainingJobs', 'train:loss', dimensions, 0.9],
      ['/aws/sagemaker/TrainingJobs', 'train:loss', dimensions, 0.5],
      ['/aws/sagemaker/TrainingJobs', 'validation:macro_f1', dimensions, 0.7],
    ]);
  });

  it('are none for a job without definitions', async () => {
    await create('unmeasured', [], ['train:loss=0.9;']);

    expect((await completed('unmeasured')).FinalMetricDataList).toBeUndefined();
  });

  it('must have expressions that are expressions', async () => {
    await expect(create('broken', [LOSS, { Name: 'f1', Regex: 'f1=(.*' }])).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('f1=(.*'),
    });
    await expect(create('long', [{ Name: 'f1', Regex: '.'.repeat(501) }])).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(
      create(
        'many',
        Array.from({ length: 41 }, () => LOSS),
      ),
    ).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

describe('a line of a log', () => {
  const scan = metricScan([LOSS, F1]);

  it('gives every match in it', () => {
    expect(scan('train:loss=3; train:loss=2e-1; validation:macro_f1=1;')).toEqual([
      { name: 'train:loss', value: 3 },
      { name: 'train:loss', value: 0.2 },
      { name: 'validation:macro_f1', value: 1 },
    ]);
  });

  it.each(['', ' ', 'nan', 'inf', 'Infinity', '1.2.3', 'half'])('gives nothing for a value of "%s"', (text) => {
    expect(scan(`train:loss=${text};`)).toEqual([]);
  });

  it('gives nothing for an expression without a group', () => {
    expect(metricScan([{ Name: 'x', Regex: 'x=1' }])('x=1')).toEqual([]);
  });
});
