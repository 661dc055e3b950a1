import { beforeAll, describe, expect, it } from '@jest/globals';
import { usageOf } from '../../domain/cost/usage.ts';
import { brakesSchema } from '../../domain/workload/brakes.ts';
import { obey } from '../../lambdas/admit/command.ts';
import { concludeState } from '../../lambdas/conclude/endings.ts';
import { lease } from '../../lambdas/lease/lease.ts';
import { synthesized, type Templates } from '../machine/account/templates.ts';
import { Loop } from '../machine/loop.ts';
import { admit } from './memory/admit.ts';
import { leaseInput, objectCreated } from './memory/events.ts';
import { deployedWorkload, WORKLOAD, World } from './memory/world.ts';

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

const worldWith = (brakes: Partial<ReturnType<typeof brakesSchema.parse>>): World => {
  const world = new World();
  world.deployed = deployedWorkload({ brakes: brakesSchema.parse(brakes) });
  return world;
};

const used = (jobName: string, hours: number, instanceType = 'ml.m5.large') =>
  usageOf(
    {
      jobName,
      instanceType,
      instanceCount: 1,
      seconds: hours * 3600,
      purchase: 'on-demand',
      endedAt: new Date('2026-11-21T12:00:00Z'),
    },
    'us-east-1',
  );

describe('the budget of a day', () => {
  it('refuses the run after the last one, tells people once, leaves the lease free and the uploads waiting', async () => {
    const world = worldWith({ runsPerDay: 1 });
    await admit(objectCreated('reviews/a.csv'), world);
    await new Loop(world, templates).run('e1');
    world.notifications.sent.length = 0;
    await admit(objectCreated('reviews/b.csv'), world);

    for (const execution of ['e2', 'e3', 'e3']) {
      const refused = await lease(leaseInput(execution), world);
      expect(refused).toMatchObject({ outcome: 'refused', error: { code: 'BUDGET_SPENT', why: '1 of 1 runs a day' } });
      const state = { workload: WORKLOAD, trigger: 'upload', force: false, lease: refused } as const;
      const end = await concludeState({ state, execution: leaseInput(execution).execution }, world);
      expect(end).toMatchObject({ outcome: 'none', error: { code: 'BUDGET_SPENT' } });
    }

    expect(world.notifications.sent.map(({ subject }) => subject)).toEqual([
      'reviews: no more runs today, 1 of 1 runs a day',
    ]);
    expect(await world.records.brakes.read()).toMatchObject({ refusal: { day: '2026-11-21', count: 2 } });
    expect((await world.records.lease.read())?.holder).toBeUndefined();
    expect((await world.records.uploads()).map(({ status }) => status).sort()).toEqual(['admitted', 'received']);
  });

  it('is open again after midnight', async () => {
    const world = worldWith({ runsPerDay: 1 });
    await admit(objectCreated('reviews/a.csv'), world);
    await new Loop(world, templates).run('e1');
    await admit(objectCreated('reviews/b.csv'), world);
    expect(await lease(leaseInput('e2'), world)).toMatchObject({ outcome: 'refused' });
    world.clock = Date.parse('2026-11-22T00:00:00Z');

    expect(await lease(leaseInput('e3'), world)).toMatchObject({ outcome: 'acquired' });
  });

  it('binds a forced run too, but not one that a person lets go over it, which is recorded', async () => {
    const world = worldWith({ runsPerDay: 1 });
    await admit(objectCreated('reviews/a.csv'), world);
    await new Loop(world, templates).run('e1');

    expect(await lease(leaseInput('e2', { force: true }), world)).toMatchObject({ outcome: 'refused' });
    const allowed = await lease(leaseInput('e3', { force: true, overBudget: true }), world);

    expect(allowed).toMatchObject({ outcome: 'acquired' });
    expect((await world.records.runs()).filter(({ overBudget }) => overBudget)).toHaveLength(1);
  });

  it('row 33: counts each time that a run is taken up again, and refuses it when it was once too often', async () => {
    const world = worldWith({ runsPerDay: 3 });
    await admit(objectCreated('reviews/a.csv'), world);
    const refuse = { refuse: 'NO_ROWS_ACCEPTED' } as const;
    const loop = new Loop(world, templates);
    await loop.run('e1', refuse);
    const runId = (await world.records.runs())[0]?.runId ?? '';
    const resume = { workload: WORKLOAD, trigger: 'manual', force: false, resume: runId } as const;
    for (const name of ['r1', 'r2', 'r3', 'r4']) {
      loop.machines.begin('retrain', name, resume);
      await loop.settle();
    }

    expect(await world.records.runs()).toMatchObject([
      { outcome: 'failed', resumptions: 2, resumptionTimes: [expect.anything(), expect.anything()] },
    ]);
    expect(loop.jobs.all.filter(({ kind }) => kind === 'processing')).toHaveLength(3);
    expect(world.notifications.sent.filter(({ subject }) => subject.includes('no more runs today'))).toHaveLength(1);
    expect((await world.records.lease.read())?.holder).toBeUndefined();
  });

  it('row 33: tells who takes a run up again so at once, with the way round it, which is recorded', async () => {
    const world = worldWith({ runsPerDay: 1 });
    await admit(objectCreated('reviews/a.csv'), world);
    await new Loop(world, templates).run('e1', { refuse: 'NO_ROWS_ACCEPTED' });
    const runId = (await world.records.runs())[0]?.runId ?? '';
    const ask = { command: 'start', workload: WORKLOAD, trigger: 'manual', force: false, resume: runId } as const;

    await expect(obey(ask, world)).rejects.toMatchObject({
      code: 'BUDGET_SPENT',
      next: expect.stringContaining(`trainyard run ${runId} --resume --over-budget`),
    });
    expect(await lease(leaseInput('e2', { resume: runId }), world)).toMatchObject({ outcome: 'refused' });
    await obey({ ...ask, overBudget: true, requestId: 'r' }, world);
    const allowed = await lease(leaseInput('e3', { resume: runId, overBudget: true }), world);

    expect(world.started.get('reviews-manual-r')).toMatchObject({ resume: runId, overBudget: true });
    expect(allowed).toMatchObject({ outcome: 'acquired', runId });
    expect(await world.records.run(runId).read()).toMatchObject({ outcome: 'running', overBudget: true });
  });

  it('ends a run before its training when preparing used up the rest, and its uploads wait', async () => {
    const world = worldWith({ dollarsPerDay: 1 });
    await admit(objectCreated('reviews/a.csv'), world);
    const leased = await lease(leaseInput('e1'), world);
    const runId = leased.outcome === 'acquired' ? leased.runId : '';
    world.readings.set(`reviews-${runId}-prepare`, used(`reviews-${runId}-prepare`, 10));

    const end = await new Loop(world, templates).run('e1');

    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'BUDGET_SPENT', why: '1.15 of 1 dollars a day' } });
    const run = await world.records.run(runId).read();
    expect(run).toMatchObject({ outcome: 'failed', stages: { prepare: { status: 'done' } } });
    expect(run?.stages.train).toBeUndefined();
    expect(await world.records.uploads()).toMatchObject([{ status: 'received' }]);
  });

  it('counts what failed training used, and refuses the next run for it', async () => {
    const world = worldWith({ instanceHoursPerDay: 2 });
    await admit(objectCreated('reviews/a.csv'), world);
    const killed = { status: 'Failed', reason: 'killed' } as const;
    const state = await new Loop(world, templates).walk('e1', { jobs: { unigram: killed, bigram: killed } });
    const runId = state.lease?.outcome === 'acquired' ? state.lease.runId : '';
    for (const candidate of ['unigram', 'bigram']) {
      world.readings.set(`reviews-${runId}-t-${candidate}`, used(`reviews-${runId}-t-${candidate}`, 1));
    }

    const input = { state, execution: leaseInput('e1').execution };
    const [end] = [await concludeState(input, world), await concludeState(input, world)];

    expect(end).toMatchObject({ error: { code: 'ALL_CANDIDATES_FAILED' } });
    expect((await world.records.run(runId).read())?.usage).toHaveLength(2);
    expect(await lease(leaseInput('e2'), world)).toMatchObject({
      outcome: 'refused',
      error: { why: '2.00 of 2 instance hours a day' },
    });
  });

  it('does not keep a lease for jobs that cannot be read', async () => {
    const world = new World();
    await admit(objectCreated('reviews/a.csv'), world);
    const state = await new Loop(world, templates).walk('e1');
    const meter = { read: () => Promise.reject(new Error('access denied')) };

    const end = await concludeState(
      { state, execution: leaseInput('e1').execution },
      { ...world, now: world.now, meter },
    );

    expect(end).toMatchObject({ outcome: 'deployed' });
    expect((await world.records.lease.read())?.holder).toBeUndefined();
  });
});
