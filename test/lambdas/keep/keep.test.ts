import { beforeAll, describe, expect, it } from '@jest/globals';
import { usageOf } from '../../../domain/cost/usage.ts';
import { LOST_SECONDS } from '../../../domain/keep/owed.ts';
import { LEASE_SECONDS } from '../../../domain/lease/lease.ts';
import { brakesSchema } from '../../../domain/workload/brakes.ts';
import { obey } from '../../../lambdas/admit/command.ts';
import { settle } from '../../../lambdas/approve/settle.ts';
import { keep } from '../../../lambdas/keep/keep.ts';
import type { KeepPorts } from '../../../lambdas/keep/ports.ts';
import { lease } from '../../../lambdas/lease/lease.ts';
import type { StageContext } from '../../../lambdas/runtime/stage-handler.ts';
import { synthesized, type Templates } from '../../machine/account/templates.ts';
import { Loop } from '../../machine/loop.ts';
import { admit } from '../memory/admit.ts';
import { leaseInput, objectCreated } from '../memory/events.ts';
import { inProgress } from '../memory/jobs.ts';
import { deployedWorkload, WORKLOAD, World } from '../memory/world.ts';

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

const BEAT = { 'detail-type': 'Scheduled Event' } as const;
const UNLOCK = { command: 'unlock', workload: WORKLOAD } as const;

const portsOf = (world: World, more: Partial<KeepPorts> = {}): KeepPorts & StageContext => ({
  ...world,
  now: world.now,
  workloadNames: [WORKLOAD],
  ...more,
});

async function worldWithRun(execution = 'e1'): Promise<World> {
  const world = new World();
  await admit(objectCreated('reviews/a.csv'), world);
  await lease(leaseInput(execution), world);
  world.statuses.set(execution, 'RUNNING');
  return world;
}

const later = (world: World, seconds: number): void => {
  world.clock += seconds * 1000;
};

describe('keep, for a lease that is held', () => {
  it('renews it while its holder runs, for as long as a training takes', async () => {
    const world = await worldWithRun();

    for (let beat = 0; beat < 12; beat += 1) {
      later(world, 300);
      expect(await keep(BEAT, portsOf(world))).toMatchObject({
        kept: [{ lease: 'held', holder: { fencingToken: 1 } }],
      });
    }

    expect(await world.records.lease.read()).toMatchObject({
      holder: 'e1',
      heartbeatAt: world.now().toISOString(),
      expiresAt: new Date(world.clock + LEASE_SECONDS * 1000).toISOString(),
    });
  });

  it.each([
    ['ABORTED', 'RUN_ABORTED'],
    ['TIMED_OUT', 'RUN_TIMED_OUT'],
    ['SUCCEEDED', 'RUN_ABORTED'],
  ] as const)('ends the run of a holder that is %s as conclude ends one, and frees it', async (status, code) => {
    const world = await worldWithRun();
    world.statuses.set('e1', status);

    const answer = await keep(BEAT, portsOf(world));
    await keep(BEAT, portsOf(world));

    expect(answer).toMatchObject({ kept: [{ lease: 'freed', holder: { executionArn: 'e1' } }] });
    expect((await world.records.lease.read())?.holder).toBeUndefined();
    expect(await world.records.runs()).toMatchObject([{ outcome: 'failed', error: { code } }]);
    expect(world.notifications.sent.filter(({ subject }) => subject.includes(`failed with ${code}`))).toHaveLength(1);
  });

  it('says why a holder failed when its execution does', async () => {
    const world = await worldWithRun();
    const executions = {
      ...world.executions,
      describe: async () => ({ status: 'FAILED' as const, error: 'States.ServiceRestart', cause: '' }),
    };

    await keep(BEAT, portsOf(world, { executions }));

    expect(await world.records.runs()).toMatchObject([{ error: { code: 'RUNTIME_RESTARTED' } }]);
  });

  it('starts the run that was asked for meanwhile, once', async () => {
    const world = await worldWithRun();
    await lease(leaseInput('e2'), world);
    world.statuses.set('e1', 'ABORTED');

    await Promise.all([keep(BEAT, portsOf(world)), keep(BEAT, portsOf(world))]);
    await keep(BEAT, portsOf(world));

    expect([...world.started.keys()]).toEqual(['reviews-rerun-1']);
  });

  it('waits for the end of the lease of an execution that nobody knows, and renews nothing', async () => {
    const world = await worldWithRun();
    world.statuses.delete('e1');
    const before = await world.records.lease.read();

    later(world, LEASE_SECONDS - 1);
    expect(await keep(BEAT, portsOf(world))).toMatchObject({ kept: [{ lease: 'held' }] });
    expect(await world.records.lease.read()).toEqual(before);
    later(world, 1);

    expect(await keep(BEAT, portsOf(world))).toMatchObject({ kept: [{ lease: 'freed' }] });
  });

  it('frees one that was taken just before its run could be recorded', async () => {
    const world = new World();
    await admit(objectCreated('reviews/a.csv'), world);
    const dying = Object.assign(Object.create(world.artifacts), { write: () => Promise.reject(new Error('killed')) });
    await expect(lease(leaseInput('e1'), { ...world, now: world.now, artifacts: dying })).rejects.toThrow('killed');
    world.statuses.set('e1', 'FAILED');

    expect(await keep(BEAT, portsOf(world))).toMatchObject({ kept: [{ lease: 'freed' }] });
    // The window of the upload ended a minute after it.
    later(world, 60 + LOST_SECONDS);

    expect(await keep(BEAT, portsOf(world))).toMatchObject({ kept: [{ started: expect.stringContaining('owed') }] });
  });
});

describe('keep, for a free lease', () => {
  it('starts the run that it owes, when whoever freed it died before', async () => {
    const world = await worldWithRun();
    await lease(leaseInput('e2'), world);
    await world.records.lease.change(() => ({
      workload: WORKLOAD,
      record: 'lease' as const,
      fencingToken: 1,
      rerunRequested: true,
    }));

    expect(await keep(BEAT, portsOf(world))).toMatchObject({
      kept: [{ lease: 'free', started: 'execution:reviews-rerun-1' }],
    });
    expect(await world.records.lease.read()).toMatchObject({ rerunRequested: false });
  });
});

describe('keep, for uploads', () => {
  async function worldWithLostUpload(): Promise<World> {
    const world = new World();
    world.deployed = deployedWorkload({ debounceSeconds: 0 });
    await admit(objectCreated('reviews/a.csv'), world);
    world.started.clear();
    return world;
  }

  it('starts a run, once a day, for one whose run never came, when it is overdue', async () => {
    const world = await worldWithLostUpload();
    expect(await keep(BEAT, portsOf(world))).toEqual({ kept: [{ workload: WORKLOAD, lease: 'free' }] });
    later(world, LOST_SECONDS);

    await keep(BEAT, portsOf(world));
    await keep(BEAT, portsOf(world));
    later(world, 86_400);
    await keep(BEAT, portsOf(world));

    const names = [...world.started.keys()];
    expect(names).toHaveLength(2);
    expect(names[0]).toMatch(/^reviews-owed-[0-9a-f]{12}-20261121$/);
    expect(names[1]).toMatch(/^reviews-owed-[0-9a-f]{12}-20261122$/);
  });

  it('gives one up after a week: a person may start it', async () => {
    const world = await worldWithLostUpload();

    for (let day = 0; day < 30; day += 1) {
      later(world, 86_400);
      await keep(BEAT, portsOf(world));
    }

    expect(world.started.size).toBe(6);
  });

  it('waits for a schedule that is still to come', async () => {
    const world = new World();
    world.deployed = deployedWorkload({ debounceSeconds: 3_600 });
    await admit(objectCreated('reviews/a.csv'), world);

    later(world, 3_600 + LOST_SECONDS - 1);
    await keep(BEAT, portsOf(world));
    expect(world.started.size).toBe(0);
    later(world, 2);
    await keep(BEAT, portsOf(world));

    expect(world.started.size).toBe(1);
  });

  it('starts none for one that a run has read, however that ended', async () => {
    const world = new World();
    for (const [key, jobs] of [
      ['reviews/a.csv', {}],
      ['reviews/b.csv', { refuse: 'NO_ROWS_ACCEPTED' }],
    ] as const) {
      await admit(objectCreated(key), world);
      await new Loop(world, templates).run(key, jobs);
    }
    later(world, 86_400);

    await keep(BEAT, portsOf(world));

    expect((await world.records.uploads()).map(({ status }) => status)).toContain('received');
    expect(world.started.size).toBe(0);
  });

  it('starts none for an older version of an object, whose event came late', async () => {
    const world = new World();
    await admit(objectCreated('reviews/a.csv', 'v2', { sequencer: '0B' }), world);
    await new Loop(world, templates).run('e1');
    await admit(objectCreated('reviews/a.csv', 'v1', { sequencer: '0A' }), world);
    later(world, 86_400);

    await keep(BEAT, portsOf(world));

    expect(world.started.size).toBe(0);
  });

  it('starts one when the budget is open again, also for uploads of a run that it stopped', async () => {
    const world = new World();
    world.deployed = deployedWorkload({ brakes: brakesSchema.parse({ runsPerDay: 1, dollarsPerDay: 1 }) });
    await admit(objectCreated('reviews/a.csv'), world);
    const leased = await lease(leaseInput('e1'), world);
    const name = `reviews-${leased.outcome === 'acquired' && leased.runId}-prepare`;
    const job = {
      jobName: name,
      instanceType: 'ml.m5.large',
      instanceCount: 1,
      seconds: 360_000,
      purchase: 'on-demand',
      endedAt: world.now(),
    } as const;
    world.readings.set(name, usageOf(job, 'us-east-1'));
    await new Loop(world, templates).run('e1');
    await admit(objectCreated('reviews/b.csv'), world);
    later(world, 3_600);
    await keep(BEAT, portsOf(world));
    expect(world.started.size).toBe(0);
    world.clock = Date.parse('2026-11-22T00:00:01Z');

    await keep(BEAT, portsOf(world));

    expect([...world.started.keys()]).toEqual([expect.stringMatching(/-20261122$/)]);
  });

  it('starts one for an upload that a person released', async () => {
    const world = new World();
    await admit(objectCreated('reviews/a.csv'), world);
    await new Loop(world, templates).run('e1');
    const [upload] = await world.records.uploads();
    const uploadId = upload?.uploadId ?? '';
    await obey({ command: 'exclude', workload: WORKLOAD, uploadId }, world);
    await admit(objectCreated('reviews/b.csv'), world);
    await new Loop(world, templates).run('e2');
    later(world, 60);
    await obey({ command: 'release', workload: WORKLOAD, uploadId }, world);
    later(world, LOST_SECONDS);

    await keep(BEAT, portsOf(world));

    expect(world.started.size).toBe(1);
  });

  it('starts none where uploads start no run', async () => {
    const world = await worldWithLostUpload();
    const { config } = world.deployed;
    world.deployed = deployedWorkload({ config: { ...config, trigger: { ...config.trigger, onUpload: false } } });
    later(world, 86_400);

    await keep(BEAT, portsOf(world));

    expect(world.started.size).toBe(0);
  });
});

describe('keep, for jobs', () => {
  it('counts what ended after its run, and stops looking when all is counted', async () => {
    const world = await worldWithRun();
    const [run] = await world.records.runs();
    const name = `reviews-${run?.runId}-t-unigram`;
    world.readings.set(name, 'running');
    world.statuses.set('e1', 'ABORTED');
    await keep(BEAT, portsOf(world));
    const job = {
      jobName: name,
      instanceType: 'ml.m5.large',
      instanceCount: 1,
      seconds: 60,
      purchase: 'on-demand',
      endedAt: world.now(),
    } as const;
    world.readings.set(name, usageOf(job, 'us-east-1'));
    later(world, 700);

    await keep(BEAT, portsOf(world));

    expect(await world.records.runs()).toMatchObject([{ usage: [{ jobName: name }], meteredAt: expect.anything() }]);
    const meter = { read: () => Promise.reject(new Error('asked again')) };
    await keep(BEAT, portsOf(world, { meter }));
  });
});

describe('keep, for a job that was created in the moment in which its execution was stopped', () => {
  it('stops it, though its run had ended without it', async () => {
    const world = await worldWithRun();
    const [run] = await world.records.runs();
    world.statuses.set('e1', 'ABORTED');
    await keep(BEAT, portsOf(world));
    expect(world.jobs.stopped).toEqual([]);
    const late = `reviews-${run?.runId}-t-unigram`;
    world.jobs.all.set(late, inProgress);
    world.readings.set(late, 'running');

    await keep(BEAT, portsOf(world));

    expect(world.jobs.stopped).toEqual([late]);
  });
});

describe('keep, for a decision whose event was lost', () => {
  /** A run that waits for a person; EventBridge tells nobody what that person says. */
  async function unheardOf() {
    const world = new World();
    world.deployed = deployedWorkload({ approval: 'manual' });
    const loop = new Loop(world, templates);
    await admit(objectCreated('reviews/a.csv'), world);
    const execution = loop.start('e1');
    await loop.until(() => world.notifications.sent.some(({ subject }) => subject.includes('waits for your approval')));
    world.registry.onStateChange = () => {};
    return { world, loop, execution };
  }

  it('row 31: leaves a run alone about which nobody has decided', async () => {
    const { world, loop } = await unheardOf();
    const before = await world.records.runs();

    loop.beat();
    await loop.clock.pass(60);

    expect(await world.records.runs()).toEqual(before);
    expect(world.notifications.sent).toHaveLength(1);
  });

  it.each([
    ['Approved', { outcome: 'deployed', stages: { approve: { note: 'approved by ada: a word' } } }],
    ['Rejected', { outcome: 'rejected', error: { code: 'APPROVAL_REJECTED' } }],
  ] as const)(
    'row 31: hears within one look that a person said %s, long before the wait is over',
    async (said, end) => {
      const { world, loop, execution } = await unheardOf();
      await loop.decide(1, said, 'a word');
      const decidedAt = loop.clock.now;

      loop.beat();
      await loop.until(() => execution.status !== 'RUNNING');

      expect(loop.functions.lost).toEqual([]);
      expect(await world.records.runs()).toMatchObject([end]);
      expect(loop.clock.now - decidedAt).toBeLessThan(600_000);
    },
  );

  it('row 31: tells the run of one that was taken, when whoever took it died before the answer', async () => {
    const { world, loop, execution } = await unheardOf();
    await loop.decide(1, 'Approved', 'a word');
    const tasks = {
      succeed: () => Promise.reject(new Error('killed')),
      fail: () => Promise.reject(new Error('killed')),
    };
    await expect(settle(WORKLOAD, 1, { ...world, now: world.now, tasks })).rejects.toThrow('killed');

    loop.beat();
    await loop.until(() => execution.status !== 'RUNNING');

    expect(await world.records.runs()).toMatchObject([{ outcome: 'deployed' }]);
  });
});

describe('keep, when it is asked to unlock', () => {
  it('leaves a holder that runs, and says who it is', async () => {
    const world = await worldWithRun();

    expect(await keep(UNLOCK, portsOf(world))).toMatchObject({
      kept: [
        { lease: 'held', holder: { executionArn: 'e1', runId: expect.anything(), acquiredAt: expect.anything() } },
      ],
    });
  });

  it('frees the lease of one that is gone', async () => {
    const world = await worldWithRun();
    world.statuses.set('e1', 'FAILED');

    expect(await keep(UNLOCK, portsOf(world))).toMatchObject({ kept: [{ lease: 'freed' }] });
    expect(await keep(UNLOCK, portsOf(world))).toEqual({ kept: [{ workload: WORKLOAD, lease: 'free' }] });
  });

  it('knows no other workload', async () => {
    await expect(keep({ ...UNLOCK, workload: 'other' }, portsOf(new World()))).rejects.toMatchObject({
      code: 'WORKLOAD_UNKNOWN',
    });
  });
});

it('keep looks after every workload, and fails afterwards when one could not be kept', async () => {
  const world = await worldWithRun();
  world.statuses.set('e1', 'ABORTED');

  const kept = keep(BEAT, portsOf(world, { workloadNames: ['broken', WORKLOAD] }));

  await expect(kept).rejects.toMatchObject({ code: 'WORKLOAD_UNKNOWN' });
  expect((await world.records.lease.read())?.holder).toBeUndefined();
});
