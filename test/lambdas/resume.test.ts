import { beforeAll, describe, expect, it } from '@jest/globals';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { planSchema } from '../../domain/lease/plan.ts';
import type { Execution } from '../machine/account/execution.ts';
import type { Fault } from '../machine/account/faults.ts';
import type { Outcomes } from '../machine/account/programs.ts';
import { synthesized, type Templates } from '../machine/account/templates.ts';
import { Loop } from '../machine/loop.ts';
import { admit } from './memory/admit.ts';
import { objectCreated } from './memory/events.ts';
import { deployedWorkload, WORKLOAD, World } from './memory/world.ts';

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

const STATES = [
  'Prepare',
  'Prepared',
  'TrainCandidate',
  'Trained',
  'Evaluate',
  'Gate',
  'Register',
  'Rollout',
  'Conclude',
];
const KINDS = ['task-failed', 'stopped-before', 'stopped-after'] as const;
/** After its release a run was deployed, whatever stops its execution then. */
const isReleased = ({ state, kind }: { readonly state: string; readonly kind: Fault['kind'] }): boolean =>
  state === 'Conclude' || (state === 'Rollout' && kind === 'stopped-after');
const CRASHES = STATES.flatMap((state) => KINDS.map((kind) => ({ state, kind })));
const FAILURES = CRASHES.filter((crash) => !isReleased(crash));

async function failedRun(faults: readonly Fault[], outcomes: Outcomes = {}, world = new World()) {
  const loop = new Loop(world, templates, { faults });
  await admit(objectCreated('reviews/a.csv'), world);
  loop.start('e1', outcomes);
  await loop.settle();
  const [run] = await world.records.runs();
  if (run === undefined) throw new Error('no run began');
  return { loop, world, run };
}

async function resume({ loop, world, run }: { loop: Loop; world: World; run: RunRecord }, name = 'e2') {
  loop.outcomes = {};
  const execution: Execution = loop.machines.begin('retrain', name, { workload: WORKLOAD, resume: run.runId });
  await loop.settle();
  const after = await world.records.run(run.runId).read();
  if (after === undefined) throw new Error('the run is gone');
  return { execution, after };
}

/** A job's name without its run. */
const shortName = ({ name }: { readonly name: string }): string => name.replace(/^reviews-[0-9a-f]{12}-1-/, '');

const namesOf = (loop: Loop, start: string): string[] =>
  loop.jobs.all
    .map(shortName)
    .filter((name) => name.startsWith(start))
    .sort();

/** Names of the jobs that came to a good end, without the number of the resumption. */
const completed = (loop: Loop): string[] =>
  loop.jobs.all
    .filter(({ status }) => status === 'Completed')
    .map((job) => shortName(job).replace(/-r\d+$/, ''))
    .sort();

const pointOf = (state: string, kind: Fault['kind']): string =>
  kind === 'stopped-before' ? `enter/${state}` : `state/${state}`;

describe('a failed run', () => {
  it.each(FAILURES)(
    'is resumed to its good end after $state ($kind), and nothing is done again',
    async ({ state, kind }) => {
      const faults = [1, 2].map((occurrence) => ({ point: pointOf(state, kind), occurrence, kind }));
      // One candidate that fails leaves the other one; a stop ends both.
      const failsBoth = state === 'TrainCandidate' && kind === 'task-failed';
      const failed = await failedRun(failsBoth ? faults : faults.slice(0, 1));
      expect(failed.run.outcome).toBe('failed');
      expect(failed.loop.jobs.running).toEqual([]);
      const done = completed(failed.loop);

      const { after } = await resume(failed);

      const { loop, world } = failed;
      expect(after).toMatchObject({ outcome: 'deployed', resumptions: 1, packageVersion: 1 });
      expect(after.error).toBeUndefined();
      expect(completed(loop)).toEqual(['evaluate', 'prepare', 't-bigram', 't-unigram']);
      expect(completed(loop)).toEqual(expect.arrayContaining(done));
      expect(world.registry.packages).toHaveLength(1);
      expect(await world.records.release.read()).toMatchObject({ live: { packageVersion: 1 } });
      expect((await world.records.lease.read())?.holder).toBeUndefined();
      expect((await world.records.uploads()).map(({ status }) => status)).toEqual(['admitted']);
      expect(await world.records.runs()).toHaveLength(1);
      expect(loop.jobs.running).toEqual([]);
      expect(Object.values(after.stages).map((mark) => mark?.status)).not.toContain('failed');
    },
  );
});

describe('a run whose model is live', () => {
  it.each(CRASHES.filter(isReleased))('was deployed, though $state went wrong ($kind)', async ({ state, kind }) => {
    const { run, world } = await failedRun([{ point: pointOf(state, kind), occurrence: 1, kind }]);

    expect(run).toMatchObject({ outcome: 'deployed', packageVersion: 1 });
    expect((await world.records.uploads()).map(({ status }) => status)).toEqual(['admitted']);
    expect((await world.records.lease.read())?.holder).toBeUndefined();
  });
});

describe('a resumed run', () => {
  it('keeps what is done with its times, and says that it is a resumption', async () => {
    const failed = await failedRun([{ point: 'state/Gate', occurrence: 1, kind: 'task-failed' }]);
    expect(failed.run.stages.gate?.status).toBeUndefined();

    const { after } = await resume(failed);

    for (const stage of ['admit', 'prepare', 'train'] as const) {
      expect(after.stages[stage]).toEqual(failed.run.stages[stage]);
    }
    expect(after.startedAt).toBe(failed.run.startedAt);
    expect(after.resumptionTimes).toHaveLength(1);
    expect(after.stages.lease?.note).toBe('attempt 1, resumption 1');
    expect(failed.world.notifications.sent.at(-1)?.subject).toContain('resumed once: version 1 is live');
  });

  it('trains only the candidates that are not trained yet, under new names', async () => {
    const failed = await failedRun([{ point: 'enter/Trained', occurrence: 1, kind: 'stopped-before' }], {
      jobs: { bigram: { status: 'Failed', reason: 'out of memory' } },
    });

    await resume(failed);

    expect(namesOf(failed.loop, 't-')).toEqual(['t-bigram', 't-bigram-r1', 't-unigram']);
  });

  it('does not train a candidate again that failed while its training came to a good end', async () => {
    const failed = await failedRun([{ point: 'state/Gate', occurrence: 1, kind: 'task-failed' }], {
      jobs: { bigram: { status: 'Failed', reason: 'out of memory' } },
    });

    const { after } = await resume(failed);

    expect(after).toMatchObject({
      outcome: 'deployed',
      candidates: [{ name: 'unigram' }, { reason: expect.anything() }],
    });
    expect(failed.loop.jobs.all.filter(({ kind }) => kind === 'training')).toHaveLength(2);
  });

  it('takes up again as often as it fails, each time with names of its own', async () => {
    const failed = await failedRun([], { jobs: { prepare: { status: 'Failed', reason: 'no memory' } } });
    failed.loop.outcomes = { jobs: { prepare: { status: 'Failed', reason: 'no memory' } } };
    failed.loop.machines.begin('retrain', 'e2', { workload: WORKLOAD, resume: failed.run.runId });
    await failed.loop.settle();

    const { after } = await resume(failed, 'e3');

    expect(after).toMatchObject({ outcome: 'deployed', resumptions: 2 });
    expect(namesOf(failed.loop, 'prepare')).toEqual(['prepare', 'prepare-r1', 'prepare-r2']);
  });

  it('keeps its uploads and its configuration, whatever came since', async () => {
    const failed = await failedRun([{ point: 'state/Evaluate', occurrence: 1, kind: 'task-failed' }]);
    const { world, run } = failed;
    const key = `${WORKLOAD}/runs/${run.runId}/plan.json`;
    const before = await world.artifacts.read(key, planSchema);
    await admit(objectCreated('reviews/b.csv'), world);
    world.deployed = deployedWorkload({ approval: 'manual' });

    await resume(failed);

    const plan = await world.artifacts.read(key, planSchema);
    expect(plan).toEqual({ ...before, resumption: 1, fencingToken: before.fencingToken + 1 });
    expect((await world.records.uploads()).map(({ status }) => status).sort()).toEqual(['admitted', 'received']);
  });

  it('waits again for a person who has not decided', async () => {
    const world = new World();
    world.deployed = deployedWorkload({ approval: 'manual' });
    const loop = new Loop(world, templates);
    await admit(objectCreated('reviews/a.csv'), world);
    const first = loop.start('e1');
    await loop.until(() => world.notifications.sent.length > 0);
    loop.machines.stop(first, 'RUN_CANCELLED', 'cancelled by ada');
    await loop.settle();
    const [run] = await world.records.runs();
    if (run === undefined) throw new Error('no run began');
    expect(run).toMatchObject({ outcome: 'failed', error: { code: 'RUN_CANCELLED', why: 'cancelled by ada' } });
    expect(world.registry.packages).toMatchObject([{ status: 'PendingManualApproval' }]);

    loop.machines.begin('retrain', 'e2', { workload: WORKLOAD, resume: run.runId });
    await loop.until(() => world.notifications.sent.length > 2);
    expect(await world.records.run(run.runId).read()).toMatchObject({ outcome: 'awaiting-approval', resumptions: 1 });
    await loop.decide(1, 'Approved', 'good');
    await loop.settle();

    expect(await world.records.run(run.runId).read()).toMatchObject({ outcome: 'deployed' });
    expect(world.registry.packages).toHaveLength(1);
  });
});

describe('a run that cannot be resumed', () => {
  const endOf = ({ execution }: { execution: Execution }) => ({ status: execution.status, error: execution.error });

  it('is one that was released', async () => {
    const failed = await failedRun([]);
    expect(failed.run.outcome).toBe('deployed');

    expect(endOf(await resume(failed))).toEqual({ status: 'FAILED', error: 'RUN_NOT_RESUMABLE' });
    expect((await failed.world.records.lease.read())?.holder).toBeUndefined();
  });

  it('is one whose champion is live no more', async () => {
    const failed = await failedRun([{ point: 'state/Gate', occurrence: 1, kind: 'task-failed' }]);
    const other = await failed.loop.run('other', { force: true });
    expect(other.outcome).toBe('deployed');

    expect(endOf(await resume(failed))).toEqual({ status: 'FAILED', error: 'RUN_NOT_RESUMABLE' });
    expect(failed.loop.world.notifications.sent.at(-1)?.message).toContain('went live since');
  });

  it('is one while another goes on, which is not asked for a rerun', async () => {
    const failed = await failedRun([{ point: 'state/Gate', occurrence: 1, kind: 'task-failed' }]);
    const { loop, world } = failed;
    const other = loop.start('other');
    await loop.untilState(other, 'Train');
    const execution = loop.machines.begin('retrain', 'e2', { workload: WORKLOAD, resume: failed.run.runId });
    await loop.until(() => execution.status !== 'RUNNING');

    expect(endOf({ execution })).toEqual({ status: 'FAILED', error: 'LEASE_HELD' });
    expect(execution.cause).toMatch(/^Run [0-9a-f]{12}-2 of reviews goes on, for less than a minute|min; /);
    expect(await world.records.lease.read()).toMatchObject({ rerunRequested: false });
  });

  it('is one that nobody knows', async () => {
    const failed = await failedRun([{ point: 'state/Gate', occurrence: 1, kind: 'task-failed' }]);
    const execution = failed.loop.machines.begin('retrain', 'e2', { workload: WORKLOAD, resume: 'aaaaaaaaaaaa-1' });
    await failed.loop.settle();

    expect(endOf({ execution })).toEqual({ status: 'FAILED', error: 'RUN_UNKNOWN' });
  });
});

describe('a run whose evaluation cannot be read', () => {
  it('row 18: fails typed with the reason and changes nothing that is live; resumed, it is evaluated anew', async () => {
    const world = new World();
    const write = world.artifacts.write.bind(world.artifacts);
    // A figure that is no number is null in JSON.
    const broken: typeof write = (key, document) =>
      write(
        key,
        key.endsWith('/evaluation.json')
          ? JSON.parse(JSON.stringify(document).replace(/"accuracy":[\d.]+/, '"accuracy":null'))
          : document,
      );
    world.artifacts.write = broken;
    const failed = await failedRun([], {}, world);
    expect(failed.run).toMatchObject({ outcome: 'failed', error: { code: 'EVALUATION_INVALID' } });
    expect(failed.run.error?.what).toContain('accuracy');
    expect(world.registry.packages).toEqual([]);
    expect(await world.records.release.read()).toBeUndefined();

    world.artifacts.write = write;
    const { after } = await resume(failed);

    expect(after.outcome).toBe('deployed');
    expect(namesOf(failed.loop, 'evaluate')).toEqual(['evaluate', 'evaluate-r1']);
  });
});
