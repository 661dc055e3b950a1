import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PlaneUnderTest } from '../plane-under-test.ts';
import { SpotJobs, statuses, writtenTo } from './spot-jobs.ts';

jest.setTimeout(120_000);

/** SageMaker's "Managed Spot Training Lifecycle", with what stops a job. */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  Starting: ['Downloading'],
  Downloading: ['Training', 'Interrupted'],
  Training: ['Interrupted', 'Uploading'],
  Interrupted: ['Starting'],
  Uploading: ['Completed'],
  Completed: [],
};
const JOBS = ['one', 'two', 'three', 'four'];

let plane: PlaneUnderTest;
let jobs: SpotJobs;
beforeAll(async () => {
  plane = await PlaneUnderTest.start({
    PLANE_CHECKPOINT_SYNC_SECONDS: '0.02',
    PLANE_STOP_GRACE_SECONDS: '0.3',
    PLANE_CONCURRENT_JOBS: '3',
  });
  jobs = new SpotJobs(plane);
});
afterAll(() => plane.dispose());

describe('spot jobs that are interrupted at random moments', () => {
  it('come to their end, in the order of AWS, with nothing in S3 that no container wrote', async () => {
    const plan = { kind: 'random', perHour: 5_000, seed: 20_261_121 };
    await jobs.control('PUT', 'interruption-plan', plan);
    await Promise.all(
      JOBS.map((name, index) => jobs.create(name, { STEPS: '30', ON_TERM: index % 2 ? 'exit' : 'ignore' })),
    );
    const ended = await Promise.all(JOBS.map((name) => jobs.ended(name)));
    await plane.running.eventsSent();

    const interruptions = ended.map((job) => statuses(job).filter((status) => status === 'Interrupted').length);
    expect(interruptions.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(4);
    for (const job of ended) {
      const name = job.TrainingJobName ?? '';
      expect(job.TrainingJobStatus).toBe('Completed');
      const seen = statuses(job).map(String);
      for (const [index, status] of seen.slice(1).entries()) expect(NEXT[seen[index] ?? '']).toContain(status);
      expect(job.BillableTimeInSeconds).toBeLessThanOrEqual(job.TrainingTimeInSeconds ?? 0);
      const events = plane.cloud.events.filter((event) => event.resources[0]?.endsWith(`/${name}`));
      expect(events.map((event) => JSON.parse(event.detail).SecondaryStatus)).toEqual(seen);
      for (const [file, content] of jobs.checkpoints(name)) {
        if (file === 'told') continue;
        // Whole, or as the upload met it while it was being written.
        expect(writtenTo(file).startsWith(content)).toBe(true);
      }
      const newest = jobs.checkpoints(name).get('step-000030/zz-commit');
      expect(newest).toBe(writtenTo('step-000030/zz-commit'));
    }
    expect(plane.trouble).toEqual([]);
  });
});
