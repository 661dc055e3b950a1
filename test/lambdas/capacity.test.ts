import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Offer } from '../../domain/workload/capacity.ts';
import type { JobOutcome } from '../machine/account/programs.ts';
import { synthesized, type Templates } from '../machine/account/templates.ts';
import { Loop, type LoopOptions } from '../machine/loop.ts';
import { admit } from './memory/admit.ts';
import { objectCreated } from './memory/events.ts';
import { deployedWorkload, World } from './memory/world.ts';

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

const BEAT_SECONDS = 300;
const SPOT: Offer = { instanceType: 'ml.g5.xlarge', purchase: 'spot', waitSeconds: 600 };
const ON_DEMAND: Offer = { instanceType: 'ml.m5.large', purchase: 'on-demand', waitSeconds: 600 };

/** A workload with one candidate that may have these machines. */
async function loopWith(capacity: Offer[], options: LoopOptions = {}) {
  const world = new World();
  const deployed = deployedWorkload();
  const [candidate] = deployed.config.candidates;
  if (candidate === undefined) throw new Error('the workload has no candidate');
  world.deployed = { ...deployed, config: { ...deployed.config, candidates: [{ ...candidate, capacity }] } };
  const loop = new Loop(world, templates, options);
  await admit(objectCreated('reviews/a.csv'), world);
  return { world, loop };
}

/** Runs it while `keep` comes round. */
async function run(loop: Loop, jobs: Record<string, JobOutcome>, hours = 4) {
  for (let beat = 1; beat <= (hours * 3600) / BEAT_SECONDS; beat += 1) {
    loop.clock.after(beat * BEAT_SECONDS, () => loop.beat());
  }
  return loop.run('e1', { jobs });
}

const trainings = ({ jobs }: Loop) => jobs.all.filter(({ kind }) => kind === 'training');
const statuses = (loop: Loop) => trainings(loop).map(({ name, status }) => [/(-o\d)?$/.exec(name)?.[0], status]);
const checkpoints = (loop: Loop) => trainings(loop).map(({ request }) => JSON.stringify(request.CheckpointConfig));

describe('a candidate with several offers of capacity', () => {
  it.each<[string, JobOutcome, string, string | undefined]>([
    ['waits for a spot machine longer than it may', 'no-capacity', 'Stopped', 'waited'],
    ['loses its spot machine too often', { interruptions: 3 }, 'Stopped', 'interrupted'],
    [
      'is told that there is no capacity',
      { status: 'Failed', reason: 'CapacityError: Unable to provision requested ML compute capacity.' },
      'Failed',
      'no-capacity',
    ],
    [
      'meets a machine that breaks',
      { status: 'Failed', reason: 'InternalServerError: We encountered an internal error. Please try again.' },
      'Failed',
      'service-fault',
    ],
  ])('row 34: that %s goes on with the next one, from the same checkpoints', async (_what, end, status, why) => {
    const { loop, world } = await loopWith([SPOT, ON_DEMAND]);

    const ending = await run(loop, { o2: 'well', unigram: end });

    expect(ending).toEqual({ outcome: 'deployed' });
    expect(statuses(loop)).toEqual([
      ['', status],
      ['-o2', 'Completed'],
    ]);
    expect(new Set(checkpoints(loop)).size).toBe(1);
    expect(checkpoints(loop)[0]).toMatch(/reviews\/runs\/[0-9a-f]{12}-1\/checkpoints\/unigram\/"/);
    const [recorded] = await world.records.runs();
    expect(recorded?.leftOffers).toMatchObject([{ candidate: 'unigram', instanceType: 'ml.g5.xlarge', why }]);
  });

  it('row 34: that is over the quota for spot goes on with the next one, and no job is left behind', async () => {
    const { loop } = await loopWith([SPOT, ON_DEMAND]);

    const ending = await run(loop, { o2: 'well', unigram: 'over-quota' });

    expect(ending).toEqual({ outcome: 'deployed' });
    expect(statuses(loop)).toEqual([['-o2', 'Completed']]);
  });

  it('asks for each machine as AWS wants it', async () => {
    const { loop } = await loopWith([SPOT, ON_DEMAND]);

    await run(loop, { o2: 'well', unigram: 'no-capacity' });

    const [spot, onDemand] = trainings(loop).map(({ request }) => request);
    expect(spot).toMatchObject({
      EnableManagedSpotTraining: true,
      ResourceConfig: { InstanceType: 'ml.g5.xlarge', InstanceCount: 1, VolumeSizeInGB: expect.any(Number) },
      StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 3600 + 4 * 600 },
    });
    expect(spot).not.toHaveProperty('ResourceConfig.VolumeKmsKeyId');
    expect(onDemand).toMatchObject({
      EnableManagedSpotTraining: false,
      ResourceConfig: { InstanceType: 'ml.m5.large', VolumeKmsKeyId: 'reference' },
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    });
    expect(onDemand).not.toHaveProperty('StoppingCondition.MaxWaitTimeInSeconds');
  });

  it('row 35: that finds capacity nowhere fails the run typed, with what was tried; the champion stays', async () => {
    const { loop, world } = await loopWith([SPOT, ON_DEMAND]);
    await run(loop, {});
    const release = await world.records.release.read();
    await admit(objectCreated('reviews/b.csv'), world);

    for (let beat = 1; beat < 50; beat += 1) loop.clock.after(beat * BEAT_SECONDS, () => loop.beat());
    const ending = await loop.run('e2', { jobs: { unigram: 'no-capacity' } });

    expect(ending).toMatchObject({
      outcome: 'failed',
      error: {
        code: 'CAPACITY_UNAVAILABLE',
        what: expect.stringMatching(/spot ml.g5.xlarge: no machine .*; on-demand ml.m5.large: no machine/),
      },
    });
    expect(await world.records.release.read()).toEqual(release);
    expect(loop.jobs.running).toEqual([]);
    expect((await world.records.lease.read())?.holder).toBeUndefined();
  });

  it('keeps its last offer, however often it is interrupted, until the whole time of the job is over', async () => {
    const { loop } = await loopWith([SPOT]);

    const ending = await run(loop, { unigram: { interruptions: 9 } });

    expect(ending).toMatchObject({ outcome: 'failed', error: { code: 'CAPACITY_UNAVAILABLE' } });
    expect(trainings(loop)).toMatchObject([{ status: 'Stopped', failureReason: 'MaxWaitTimeExceeded' }]);
  });

  it('is not trained elsewhere when a person stops its job', async () => {
    const { loop } = await loopWith([SPOT, ON_DEMAND]);
    loop.clock.after(900, () => {
      const [job] = trainings(loop);
      if (job?.status === 'InProgress') loop.jobs.halt('training', job.name);
    });

    const ending = await run(loop, { unigram: 'never' });

    expect(ending).toMatchObject({ outcome: 'failed', error: { code: 'ALL_CANDIDATES_FAILED' } });
    expect(statuses(loop)).toEqual([['', 'Stopped']]);
  });

  it.each([
    ['offer/table.read', 'answer-lost'],
    ['offer/jobs.describe', 'throttled'],
    ['offer/jobs.describe', 'dies-before'],
    ['job/jobs.describe', 'hangs'],
    ['keep/jobs.stop', 'answer-lost'],
    ['keep/jobs.stop', 'throttled'],
    ['keep/jobs.stop', 'dies-before'],
    ['keep/table.write', 'dies-after'],
    ['keep/table.write', 'answer-lost'],
    ['state/ChooseOffer', 'task-answer-lost'],
    ['state/ChooseOffer', 'task-throttled'],
    ['state/TrainCandidate', 'task-answer-lost'],
    ['state/LookAtTrainingJob', 'task-answer-lost'],
  ] as const)('row 34: goes on with the next one also when %s meets %s', async (point, kind) => {
    for (const occurrence of [1, 2]) {
      const { loop } = await loopWith([SPOT, ON_DEMAND], { faults: [{ point, occurrence, kind }] });

      const ending = await run(loop, { o2: 'well', unigram: 'no-capacity' });

      expect({ occurrence, ending }).toEqual({ occurrence, ending: { outcome: 'deployed' } });
      expect(statuses(loop)).toEqual([
        ['', 'Stopped'],
        ['-o2', 'Completed'],
      ]);
    }
  });

  it('row 17: leaves no job behind when its run is stopped while it waits for its second machine', async () => {
    const { loop, world } = await loopWith([SPOT, ON_DEMAND], { stopsJobs: false });
    for (let beat = 1; beat < 10; beat += 1) loop.clock.after(beat * BEAT_SECONDS, () => loop.beat());
    const execution = loop.start('e1', { jobs: { unigram: 'no-capacity' } });
    await loop.until(() => trainings(loop).length === 2);

    loop.machines.stop(execution, '', 'somebody stopped it');
    await loop.settle();

    expect(loop.jobs.running).toEqual([]);
    const [stopped] = await world.records.runs();
    expect(stopped?.stoppedJobs).toEqual([expect.stringMatching(/-o2$/)]);
  });
});
