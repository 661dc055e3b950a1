import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PlaneUnderTest, until } from '../plane-under-test.ts';
import { INSTANCE, SpotJobs, statuses } from './spot-jobs.ts';

jest.setTimeout(60_000);

let plane: PlaneUnderTest;
let jobs: SpotJobs;
const SETTINGS = { PLANE_CHECKPOINT_SYNC_SECONDS: '0.05', PLANE_STOP_GRACE_SECONDS: '1' };
const ON_DEMAND = { EnableManagedSpotTraining: false, StoppingCondition: { MaxRuntimeInSeconds: 60 } };

beforeAll(async () => {
  plane = await PlaneUnderTest.start(SETTINGS);
  jobs = new SpotJobs(plane);
});
afterAll(() => plane.dispose());

const setCapacity = (level: string, purchase?: string) =>
  jobs.control('PUT', 'capacity', { instanceType: INSTANCE, level, ...(purchase && { purchase }) });

describe('without capacity', () => {
  beforeAll(() => setCapacity('none'));
  afterAll(() => setCapacity('available'));

  it('a spot job stays in Starting and says why, until it is Stopped with MaxWaitTimeExceeded', async () => {
    await jobs.create('never', {}, { StoppingCondition: { MaxRuntimeInSeconds: 1, MaxWaitTimeInSeconds: 1 } });
    const waiting = await jobs.describe('never');
    const job = await jobs.ended('never');

    expect(waiting).toMatchObject({ TrainingJobStatus: 'InProgress', SecondaryStatus: 'Starting' });
    expect(job.SecondaryStatusTransitions?.[0]?.StatusMessage).toBe(
      'Insufficient capacity error from EC2 while launching instances, retrying!',
    );
    expect(statuses(job)).toEqual(['Starting', 'Stopping', 'MaxWaitTimeExceeded']);
    expect(job).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'MaxWaitTimeExceeded' });
    expect([job.TrainingStartTime, job.TrainingTimeInSeconds, job.BillableTimeInSeconds]).toEqual(
      Array(3).fill(undefined),
    );
  });

  it('a spot job can be stopped while it waits', async () => {
    await jobs.create('given-up');
    await jobs.stop('given-up');

    expect(statuses(await jobs.ended('given-up'))).toEqual(['Starting', 'Stopping', 'Stopped']);
  });

  it('an on-demand job fails with CapacityError', async () => {
    await jobs.create('on-demand', {}, ON_DEMAND);

    expect(await jobs.ended('on-demand')).toMatchObject({
      TrainingJobStatus: 'Failed',
      FailureReason:
        'CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.',
    });
  });

  it('is still so after a restart', async () => {
    await plane.restart(SETTINGS);
    const { body } = await jobs.control('GET', 'capacity');

    expect(body).toEqual({
      capacity: [
        { instanceType: INSTANCE, purchase: 'spot', level: 'none' },
        { instanceType: INSTANCE, purchase: 'on-demand', level: 'none' },
      ],
    });
  });

  it('another machine type is there', async () => {
    const ResourceConfig = { InstanceType: 'ml.g4dn.xlarge' as const, InstanceCount: 1, VolumeSizeInGB: 5 };
    await jobs.create('elsewhere', { STEPS: '1' }, { ResourceConfig });

    expect((await jobs.ended('elsewhere')).TrainingJobStatus).toBe('Completed');
  });
});

describe('capacity that comes and goes', () => {
  it('lets a job that was interrupted wait in Starting, and go on when it is back', async () => {
    await jobs.create('back-again', { STEPS: '4', WAIT_AFTER: '2' });
    await jobs.stored('back-again', 'step-000002/zz-commit');
    await setCapacity('none', 'spot');
    await jobs.interrupt('back-again');
    await jobs.reaches('back-again', 'Starting', 2);
    const waiting = await until(
      () => jobs.describe('back-again'),
      (job) => job.SecondaryStatusTransitions?.at(-1)?.StatusMessage?.startsWith('Insufficient capacity') ?? false,
    );
    await setCapacity('available', 'spot');
    const job = await jobs.ended('back-again');

    expect(waiting.TrainingJobStatus).toBe('InProgress');
    expect(job.TrainingJobStatus).toBe('Completed');
    expect(jobs.lines('back-again').filter((line) => line === 'step 1')).toHaveLength(1);
  });

  it('counts waiting in MaxWaitTimeInSeconds and not in MaxRuntimeInSeconds', async () => {
    const times = { StoppingCondition: { MaxRuntimeInSeconds: 1, MaxWaitTimeInSeconds: 60 } };
    await jobs.create('slow', { STEPS: '1000' }, times);
    await jobs.stored('slow', 'step-000001/zz-commit');
    await jobs.interrupt('slow', { notice: false, awaySeconds: 2 });
    const job = await jobs.ended('slow');

    expect(job).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'MaxRuntimeExceeded' });
    expect(statuses(job).slice(4)).toEqual([
      'Starting',
      'Downloading',
      'Training',
      'Stopping',
      'Uploading',
      'MaxRuntimeExceeded',
    ]);
    const trained = (job.SecondaryStatusTransitions ?? [])
      .filter(({ Status }) => Status === 'Training')
      .reduce((sum, { StartTime, EndTime }) => sum + Number(EndTime) - Number(StartTime), 0);
    expect(trained).toBeGreaterThan(950);
    expect(trained).toBeLessThan(1_900);
    const wallSeconds = (Number(job.TrainingEndTime) - Number(job.TrainingStartTime)) / 1000;
    expect(wallSeconds - (job.TrainingTimeInSeconds ?? 0)).toBeGreaterThan(0.9);
  });

  it('stops a job that runs when MaxWaitTimeInSeconds is over, and uploads what it has', async () => {
    const times = { StoppingCondition: { MaxRuntimeInSeconds: 2, MaxWaitTimeInSeconds: 2 } };
    await setCapacity('none', 'spot');
    await jobs.create('late', { STEPS: '1000' }, times);
    // Time itself is the condition: so much of the wait must be gone that less is left than the run may take.
    await new Promise((resolve) => setTimeout(resolve, 600));
    await setCapacity('available', 'spot');
    const job = await jobs.ended('late');

    expect(statuses(job)).toEqual([
      'Starting',
      'Downloading',
      'Training',
      'Stopping',
      'Uploading',
      'MaxWaitTimeExceeded',
    ]);
    expect(jobs.lines('late')).toContain('SIGTERM');
  });
});

describe('a quota of 0', () => {
  afterAll(() => setCapacity('available'));

  it('refuses the job when it is created, of that kind of purchase alone', async () => {
    await setCapacity('limited', 'spot');
    const refused = jobs.create('no-quota');

    await expect(refused).rejects.toMatchObject({
      name: 'ResourceLimitExceeded',
      message: expect.stringContaining(
        `The account-level service limit '${INSTANCE} for spot training job usage' is 0 Instances, with current ` +
          'utilization of 0 Instances and a request delta of 1 Instances.',
      ),
    });
    await expect(jobs.describe('no-quota')).rejects.toThrow('Requested resource not found.');
    await jobs.create('has-quota', { STEPS: '1' }, ON_DEMAND);
    expect((await jobs.ended('has-quota')).TrainingJobStatus).toBe('Completed');
  });
});

describe('a request for spot', () => {
  it.each([
    ['MaxWaitTimeInSeconds is missing', { StoppingCondition: { MaxRuntimeInSeconds: 60 } }],
    ['it waits for less than it runs', { StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 59 } }],
    ['it waits for less than the default run', { StoppingCondition: { MaxWaitTimeInSeconds: 60 } }],
    [
      'MaxWaitTimeInSeconds is there without spot',
      {
        EnableManagedSpotTraining: false,
        StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 60 },
      },
    ],
    [
      'it wants a warm pool',
      { ResourceConfig: { InstanceType: 'ml.m5.large' as const, InstanceCount: 1, KeepAlivePeriodInSeconds: 60 } },
    ],
    [
      'its volume of NVMe shall have a key',
      { ResourceConfig: { InstanceType: INSTANCE, InstanceCount: 1, VolumeKmsKeyId: 'alias/key' } },
    ],
    ['checkpoints are no place in S3', { CheckpointConfig: { S3Uri: 'https://bucket/key' } }],
    ['checkpoints lie in the model', { CheckpointConfig: { S3Uri: 's3://b/k', LocalPath: '/opt/ml/model' } }],
    ['checkpoints lie in an input', { CheckpointConfig: { S3Uri: 's3://b/k', LocalPath: '/opt/ml/input/data/train' } }],
  ])('is refused when %s', async (_why, change) => {
    await expect(jobs.create('refused', {}, change)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('may have a key for the volume of a machine without NVMe', async () => {
    const ResourceConfig = { InstanceType: 'ml.m5.large' as const, InstanceCount: 1, VolumeKmsKeyId: 'alias/key' };
    await jobs.create('encrypted', { STEPS: '1' }, { ResourceConfig });

    expect((await jobs.ended('encrypted')).TrainingJobStatus).toBe('Completed');
  });
});
