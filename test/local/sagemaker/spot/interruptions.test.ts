import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PlaneUnderTest, until } from '../plane-under-test.ts';
import { SpotJobs, statuses, writtenTo } from './spot-jobs.ts';

jest.setTimeout(60_000);

let plane: PlaneUnderTest;
let jobs: SpotJobs;
const SETTINGS = { PLANE_CHECKPOINT_SYNC_SECONDS: '0.05', PLANE_STOP_GRACE_SECONDS: '1' };

beforeAll(async () => {
  plane = await PlaneUnderTest.start(SETTINGS);
  jobs = new SpotJobs(plane);
});
afterAll(() => plane.dispose());

describe('a spot training job that loses its instance', () => {
  it('goes through Interrupted to a new machine with nothing but its inputs and its checkpoints', async () => {
    await jobs.create('once', { STEPS: '6', WAIT_AFTER: '4' });
    await jobs.stored('once', 'step-000003/zz-commit');
    await jobs.interrupt('once');
    const job = await jobs.ended('once');

    expect(job).toMatchObject({ TrainingJobStatus: 'Completed', EnableManagedSpotTraining: true });
    expect(statuses(job)).toEqual([
      'Starting',
      'Downloading',
      'Training',
      'Interrupted',
      'Starting',
      'Downloading',
      'Training',
      'Uploading',
      'Completed',
    ]);
    const lines = jobs.lines('once');
    const machines = lines.filter((line) => line.startsWith('machine: '));
    expect(machines).toEqual(Array(2).fill('machine: {"channels":["train:part-0"],"model":[],"output":["data"]}'));
    expect(lines).toContain('SIGTERM');
    const [first, second] = lines
      .filter((line) => line.startsWith('goes on from'))
      .map((line) => Number(line.slice(13)));
    expect(first).toBe(0);
    expect(second).toBeGreaterThanOrEqual(3);
    expect(jobs.checkpoints('once').get('told')).toBe('SIGTERM');
  });

  it('announces each of these changes in order', async () => {
    await plane.running.eventsSent();
    const details = plane.cloud.events
      .filter((event) => event.resources[0]?.endsWith('/once'))
      .map((event) => JSON.parse(event.detail));

    expect(details.map(({ SecondaryStatus }) => SecondaryStatus)).toEqual(statuses(await jobs.describe('once')));
    expect(details.at(3)).toMatchObject({
      TrainingJobStatus: 'InProgress',
      SecondaryStatus: 'Interrupted',
    });
  });

  it('is not told when there is no notice', async () => {
    await jobs.create('unwarned', { STEPS: '4', WAIT_AFTER: '2' });
    await jobs.stored('unwarned', 'step-000001/zz-commit');
    await jobs.interrupt('unwarned', { notice: false });
    const job = await jobs.ended('unwarned');

    expect(job.TrainingJobStatus).toBe('Completed');
    expect(jobs.lines('unwarned')).not.toContain('SIGTERM');
    expect(jobs.checkpoints('unwarned').has('told')).toBe(false);
  });

  it('is killed after the grace when it does not heed SIGTERM', async () => {
    await jobs.create('deaf', { STEPS: '1000', ON_TERM: 'ignore' });
    await jobs.says('deaf', 'step 1');
    await jobs.interrupt('deaf');
    await jobs.reaches('deaf', 'Training', 2);
    await jobs.stop('deaf');
    const job = await jobs.ended('deaf');

    const [training, interrupted] = (job.SecondaryStatusTransitions ?? []).slice(2);
    expect(interrupted?.Status).toBe('Interrupted');
    expect(Number(training?.EndTime) - Number(training?.StartTime)).toBeGreaterThan(1_000);
    expect(job).toMatchObject({ TrainingJobStatus: 'Stopped', SecondaryStatus: 'Stopped' });
  });

  it('finds a half-written set in S3 when the last upload was cut off, and goes on from the one before', async () => {
    await plane.restart({ ...SETTINGS, PLANE_CHECKPOINT_SYNC_SECONDS: '600' });
    await jobs.create('cut-off', { STEPS: '4', KEEP: '99', WAIT_AFTER: '3' });
    await jobs.says('cut-off', 'step 3');
    await jobs.interrupt('cut-off', { notice: false, lastUploadFiles: 5, awaySeconds: 0.5 });
    await jobs.reaches('cut-off', 'Starting', 2);
    const files = jobs.checkpoints('cut-off');
    const job = await jobs.ended('cut-off');

    expect([...files.keys()]).toEqual([
      'step-000001/optimizer',
      'step-000001/weights',
      'step-000001/zz-commit',
      'step-000002/optimizer',
      'step-000002/weights',
    ]);
    for (const [file, content] of files) expect(content).toBe(writtenTo(file));
    expect(jobs.lines('cut-off').filter((line) => line.startsWith('goes on'))).toEqual([
      'goes on from 0',
      'goes on from 1',
    ]);
    expect(job.TrainingJobStatus).toBe('Completed');
    await plane.restart(SETTINGS);
  });

  it('has its deleted checkpoints deleted in S3', async () => {
    await jobs.create('tidy', { STEPS: '5', KEEP: '2' });
    await jobs.ended('tidy');

    const kept = [...jobs.checkpoints('tidy').keys()].map((file) => file.split('/')[0]);
    expect(new Set(kept)).toEqual(new Set(['step-000004', 'step-000005']));
  });

  it('pays for what ran, less the discount, and for the first download alone', async () => {
    const job = await jobs.describe('deaf');
    const { TrainingTimeInSeconds = 0, BillableTimeInSeconds = 0 } = job;

    expect(TrainingTimeInSeconds).toBeGreaterThanOrEqual(1);
    expect(BillableTimeInSeconds).toBeLessThanOrEqual(TrainingTimeInSeconds);
    const wallSeconds = (Number(job.TrainingEndTime) - Number(job.TrainingStartTime)) / 1000;
    expect(TrainingTimeInSeconds).toBeLessThanOrEqual(Math.ceil(wallSeconds));
  });

  it('is interrupted by a schedule, on the clock of its training', async () => {
    const plan = { kind: 'schedule', afterSeconds: [0.4, 0.8], interruption: { notice: false } };
    expect((await jobs.control('PUT', 'interruption-plan', plan)).status).toBe(200);
    await jobs.create('scheduled', { STEPS: '12', STEP_MS: '100' });
    const job = await jobs.ended('scheduled');
    await jobs.control('PUT', 'interruption-plan', { kind: 'none' });

    const trained = (job.SecondaryStatusTransitions ?? [])
      .filter(({ Status }) => Status === 'Training')
      .map(({ StartTime, EndTime }) => Number(EndTime) - Number(StartTime));
    expect(statuses(job).filter((status) => status === 'Interrupted')).toHaveLength(2);
    expect(trained[0]).toBeGreaterThanOrEqual(390);
    expect((trained[0] ?? 0) + (trained[1] ?? 0)).toBeGreaterThanOrEqual(780);
    expect(job.TrainingJobStatus).toBe('Completed');
  });
});

describe('a training job that has no spot instance', () => {
  it('cannot lose it, which is a typed error', async () => {
    await jobs.create(
      'steady',
      {},
      { EnableManagedSpotTraining: false, StoppingCondition: { MaxRuntimeInSeconds: 60 } },
    );
    const answers = await Promise.all(
      ['steady', 'once', 'nobody'].map((name) => jobs.control('POST', `training-jobs/${name}/interruptions`, {})),
    );
    await jobs.ended('steady');

    expect(answers).toEqual([
      { status: 409, body: expect.objectContaining({ code: 'JOB_NOT_INTERRUPTIBLE' }) },
      {
        status: 409,
        body: expect.objectContaining({ message: 'The training job once has no instance now: it is Completed.' }),
      },
      { status: 409, body: expect.objectContaining({ message: 'There is no training job nobody.' }) },
    ]);
  });

  it.each([
    ['training-jobs/once/interruptions', 'POST', { notice: 'perhaps' }],
    ['training-jobs/once/interruptions', 'POST', { awaySeconds: -1 }],
    ['interruption-plan', 'PUT', { kind: 'random', perHour: 0, seed: 1 }],
    ['capacity', 'PUT', { instanceType: 'g5', level: 'none' }],
    ['capacity', 'PUT', { instanceType: 'ml.g5.xlarge', level: 'plenty' }],
  ])('is controlled by what its schema allows: %s %s %j', async (path, method, body) => {
    const answer = await jobs.control(method, path, body);

    expect(answer).toEqual({ status: 400, body: expect.objectContaining({ code: 'USAGE' }) });
  });
});

describe('a plane that stops while a spot job waits for its next instance', () => {
  it('ends the job typed at its next start, and still follows its plan', async () => {
    await jobs.create('waits', { STEPS: '50', WAIT_AFTER: '2' });
    await jobs.says('waits', 'step 1');
    await jobs.control('PUT', 'interruption-plan', { kind: 'random', perHour: 10, seed: 5 });
    await jobs.interrupt('waits', { notice: false, awaySeconds: 600 });
    await jobs.reaches('waits', 'Starting', 2);
    await plane.restart(SETTINGS);

    expect(await jobs.describe('waits')).toMatchObject({
      TrainingJobStatus: 'Failed',
      FailureReason: 'InternalServerError: RUNTIME_RESTARTED: the local runtime was restarted',
    });
    const { body } = await jobs.control('GET', 'interruption-plan');
    expect(body).toEqual({ plan: { kind: 'random', perHour: 10, seed: 5, awaySeconds: 0 } });
    await until(
      async () => plane.cloud.events.at(-1)?.detail ?? '',
      (detail) => detail.includes('RUNTIME_RESTARTED'),
    );
  });
});
