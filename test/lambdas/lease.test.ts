import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planSchema } from '../../domain/lease/plan.ts';
import { lease } from '../../lambdas/lease/lease.ts';
import { released } from '../domain/rollout/releases.ts';
import { admit } from './memory/admit.ts';
import { leaseInput, objectCreated } from './memory/events.ts';
import { somePackage } from './memory/registry.ts';
import { MemoryTable } from './memory/table.ts';
import { WORKLOAD, World } from './memory/world.ts';

async function worldWithUpload(world = new World(), key = 'reviews/a.csv') {
  await admit(objectCreated(key), world);
  return world;
}

describe('lease', () => {
  it('gives the first execution a run with a plan and marks what it reads', async () => {
    const world = await worldWithUpload();

    const answer = await lease(leaseInput('e1'), world);

    if (answer.outcome !== 'acquired') throw new Error(`it was ${answer.outcome}`);
    expect(answer.planUri).toBe(`s3://artifacts/reviews/runs/${answer.runId}/plan.json`);
    expect(answer.prepareJobName).toBe(`reviews-${answer.runId}-prepare`);
    const plan = await world.artifacts.read(`reviews/runs/${answer.runId}/plan.json`, planSchema);
    expect(plan).toMatchObject({ attempt: 1, fencingToken: 1, uploads: [{ key: 'reviews/a.csv', isNew: true }] });
    expect(plan.champion).toBeUndefined();
    expect(await world.records.uploads()).toMatchObject([{ runId: answer.runId }]);
    expect(await world.records.run(answer.runId).read()).toMatchObject({
      outcome: 'running',
      champion: 'baseline',
      stages: { admit: { status: 'done' }, lease: { status: 'done' }, prepare: { status: 'running' } },
    });
  });

  it('gives the same execution the same answer again, also when uploads came in between', async () => {
    const world = await worldWithUpload();
    const first = await lease(leaseInput('e1'), world);
    await worldWithUpload(world, 'reviews/b.csv');

    const again = await lease(leaseInput('e1'), world);

    expect(again).toEqual(first);
    expect(await world.records.runs()).toHaveLength(1);
  });

  it('mends a first call that died between its lease and its plan', async () => {
    const world = await worldWithUpload();
    const dying = Object.assign(Object.create(world.artifacts), { write: () => Promise.reject(new Error('killed')) });
    await expect(lease(leaseInput('e1'), { ...world, now: world.now, artifacts: dying })).rejects.toThrow('killed');

    const answer = await lease(leaseInput('e1'), world);

    expect(answer).toMatchObject({ outcome: 'acquired', fencingToken: 1 });
  });

  it('is busy for a second execution, which leaves word', async () => {
    const world = await worldWithUpload();
    await lease(leaseInput('e1'), world);

    const second = await lease(leaseInput('e2'), world);

    expect(second).toEqual({ outcome: 'busy', holder: 'e1' });
    expect(await world.records.lease.read()).toMatchObject({ holder: 'e1', rerunRequested: true });
  });

  it('stays with a holder that still runs after its time, and goes on from one that does not', async () => {
    const world = await worldWithUpload();
    const first = await lease(leaseInput('e1'), world);
    world.clock += 3_600_000;
    world.statuses.set('e1', 'RUNNING');
    expect(await lease(leaseInput('e2'), world)).toMatchObject({ outcome: 'busy' });
    world.statuses.set('e1', 'ABORTED');

    const taken = await lease(leaseInput('e2'), world);

    expect(taken).toMatchObject({ outcome: 'acquired', fencingToken: 2 });
    const runs = await world.records.runs();
    expect(runs.map(({ outcome, attempt }) => ({ outcome, attempt }))).toEqual([
      { outcome: 'failed', attempt: 1 },
      { outcome: 'running', attempt: 2 },
    ]);
    expect(runs[0]).toMatchObject({
      runId: first.outcome === 'acquired' ? first.runId : '',
      error: { code: 'RUN_ABORTED' },
    });
  });

  it('has nothing new without uploads, and for inputs that came to their end, unless forced', async () => {
    const world = new World();
    expect(await lease(leaseInput('e0'), world)).toEqual({ outcome: 'nothing-new' });
    await worldWithUpload(world);
    const first = await lease(leaseInput('e1'), world);
    const runId = first.outcome === 'acquired' ? first.runId : '';
    await world.records
      .run(runId)
      .change((run) => run && { ...run, outcome: 'rejected', endedAt: world.now().toISOString() });
    await world.records.lease.change(
      (held) => held && { workload: WORKLOAD, record: 'lease', fencingToken: held.fencingToken, rerunRequested: false },
    );

    expect(await lease(leaseInput('e2'), world)).toEqual({ outcome: 'nothing-new' });
    expect(await lease(leaseInput('e3', { force: true }), world)).toMatchObject({
      outcome: 'acquired',
      fencingToken: 2,
    });
    expect((await world.records.runs()).map((run) => run.attempt)).toEqual([1, 2]);
  });

  it('meets the live package as champion', async () => {
    const world = await worldWithUpload();
    const packageArn = await world.registry.create('g', somePackage, {
      token: 't',
      evaluationUri: '',
      imageDigest: undefined,
    });
    await world.records.release.change(() => ({
      workload: WORKLOAD,
      record: 'release' as const,
      fencingToken: 1,
      live: released(1, { packageArn }),
    }));

    const answer = await lease(leaseInput('e1'), world);

    const plan = await world.artifacts.read(
      `reviews/runs/${answer.outcome === 'acquired' && answer.runId}/plan.json`,
      planSchema,
    );
    expect(plan.champion).toMatchObject({
      packageArn,
      packageVersion: 1,
      datasetVersion: 7,
      artifactSha256: 'a'.repeat(64),
    });
  });

  it('never has two holders, and never loses a trigger, in whatever order parallel calls come through', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 4 }), async (scheduler, count) => {
        const table = new MemoryTable();
        const world = await worldWithUpload(new World(table));
        const slow = {
          read: scheduler.scheduleFunction(table.read.bind(table)),
          write: scheduler.scheduleFunction(table.write.bind(table)),
          list: scheduler.scheduleFunction(table.list.bind(table)),
        };
        const calls = Array.from({ length: count }, (_, index) =>
          lease(leaseInput(`e${index}`), { ...world, now: world.now, table: slow }),
        );

        const [answers] = await Promise.all([Promise.all(calls), scheduler.waitFor(Promise.all(calls))]);

        const outcomes = answers.map((answer) => answer.outcome).sort();
        expect(outcomes).toEqual(['acquired', ...Array(count - 1).fill('busy')]);
        expect(await world.records.lease.read()).toMatchObject({ fencingToken: 1, rerunRequested: true });
        expect(await world.records.runs()).toHaveLength(1);
      }),
      { numRuns: 100 },
    );
  });
});
