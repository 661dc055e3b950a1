import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mismatches } from '../../domain/rollout/mismatches.ts';
import { rollbackTarget } from '../../domain/rollout/rollback-target.ts';
import type { PackageSaying } from '../../domain/rollout/testimony.ts';
import { type Execution, statesOf } from '../machine/account/execution.ts';
import type { Fault } from '../machine/account/faults.ts';
import { synthesized, type Templates } from '../machine/account/templates.ts';
import { sent } from '../machine/asl/json.ts';
import { Loop, type LoopOptions } from '../machine/loop.ts';
import { admit } from './memory/admit.ts';
import { objectCreated } from './memory/events.ts';
import { deployedWorkload, WORKLOAD, World } from './memory/world.ts';

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

/** A loop in which version 1 is live, and version 2 was trained by the run that comes next. */
async function withChampion(options: LoopOptions = {}, approval: 'auto' | 'manual' = 'auto') {
  const world = new World();
  const loop = new Loop(world, templates, options);
  await admit(objectCreated('reviews/a.csv'), world);
  await loop.run('first');
  world.deployed = deployedWorkload({ approval });
  await admit(objectCreated('reviews/b.csv'), world);
  return { world, loop };
}

/** The second run, as far as it waits for a person. */
async function waitingRun(loop: Loop, world: World): Promise<Execution> {
  const execution = loop.start('second', { wrongOneIn: 1000 });
  await loop.until(() => world.notifications.sent.some(({ subject }) => subject.includes('waits for your approval')));
  return execution;
}

const live = async (world: World): Promise<number | undefined> =>
  (await world.records.release.read())?.live.packageVersion;

const secondRun = async (world: World) =>
  (await world.records.runs()).find(({ packageVersion }) => packageVersion === 2);

/** What `trainyard status` would say. */
async function contradictions({ world, runtime, machines }: Loop) {
  const [release, rollout, runs, approval] = await Promise.all([
    world.records.release.read(),
    world.records.rollout.read(),
    world.records.runs(),
    world.records.approval(2).read(),
  ]);
  const holder = rollout?.holder && machines.find(rollout.holder.execution);
  const packages = new Map<number, PackageSaying>(world.registry.packages.map((one) => [one.packageVersion, one]));
  const { endpoint, model } = runtime.look();
  return mismatches({
    release,
    rollout,
    isHolderRunning: holder?.status === 'RUNNING',
    endpoint,
    model,
    runs: [...runs].reverse(),
    approvals: approval === undefined ? [] : [approval],
    packages,
  });
}

describe('an approval, on the synthesized state machine', () => {
  it('row 12: that never comes expires after the time that the state has, and the champion stays', async () => {
    const { world, loop } = await withChampion({}, 'manual');
    const execution = await waitingRun(loop, world);
    const askedAt = loop.clock.now;

    await loop.settle();

    expect(execution).toMatchObject({ status: 'FAILED', error: 'APPROVAL_EXPIRED' });
    expect((loop.clock.now - askedAt) / 86_400_000).toBeCloseTo(7, 1);
    expect(statesOf(execution)).not.toContain('Rollout');
    expect(world.registry.packages[1]).toMatchObject({ status: 'Rejected', reason: expect.stringMatching(/^Expired/) });
    expect(world.notifications.sent.at(-1)?.subject).toContain('APPROVAL_EXPIRED');
    expect(await live(world)).toBe(1);
    expect(await contradictions(loop)).toEqual([]);
  });

  it('row 12: that expired is asked for again by a resumed run, and counts then', async () => {
    const { world, loop } = await withChampion({}, 'manual');
    await waitingRun(loop, world);
    await loop.settle();
    const { runId } = (await secondRun(world)) ?? {};

    const asked = world.notifications.sent.length;
    loop.machines.begin('retrain', 'again', { workload: WORKLOAD, resume: runId ?? '' });
    await loop.until(() => world.notifications.sent.length > asked);
    expect(world.registry.packages[1]).toMatchObject({ status: 'PendingManualApproval' });
    await loop.decide(2, 'Approved', 'in time');
    await loop.settle();

    expect(await secondRun(world)).toMatchObject({ outcome: 'deployed', resumptions: 1 });
    expect(await live(world)).toBe(2);
  });

  it('row 12: whose event was lost counts when the time is over', async () => {
    const { world, loop } = await withChampion({}, 'manual');
    const execution = await waitingRun(loop, world);
    world.registry.onStateChange = () => {};
    await loop.decide(2, 'Approved', 'nobody hears of it');

    await loop.settle();

    expect(statesOf(execution)).toEqual(expect.arrayContaining(['ApprovalEnded', 'Rollout']));
    expect(execution.status).toBe('SUCCEEDED');
    expect(await live(world)).toBe(2);
  });

  it('row 13: that is contradicted in the same moment is one decision, which the run follows', async () => {
    const decisions = fc.array(fc.constantFrom('Approved' as const, 'Rejected' as const), {
      minLength: 2,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(decisions, fc.infiniteStream(fc.nat()), async (sequence, picks) => {
        const pick = (count: number): number => Number(picks.next().value) % count;
        const { world, loop } = await withChampion({ pick }, 'manual');
        const execution = await waitingRun(loop, world);

        for (const status of sequence) await loop.decide(2, status, 'a person');
        await loop.settle();

        const { decision } = (await world.records.approval(2).read()) ?? {};
        expect(await live(world)).toBe(decision === 'approved' ? 2 : 1);
        expect(execution.status).toBe('SUCCEEDED');
        const isAgainst = (decision === 'approved') !== (sequence.at(-1) === 'Approved');
        const told = world.notifications.sent.filter(({ subject }) => subject.includes('that stands'));
        if (isAgainst) expect(told.length).toBeGreaterThan(0);
        expect((await contradictions(loop)).length).toBe(isAgainst ? 1 : 0);
      }),
      { numRuns: 15 },
    );
  });
});

const MISHAPS = [undefined, 'task-answer-lost', 'task-throttled', 'stopped-after'] as const;
const LOOKS = [1, 2, 3];
const cases = LOOKS.flatMap((look) => MISHAPS.map((mishap) => ({ look, mishap })));

/** The second run, until its rollout has come to its n-th look, which a mishap may befall. */
async function halfReleased(look: number, mishap: Fault['kind'] | undefined) {
  const faults: Fault[] = [];
  const { world, loop } = await withChampion({ faults });
  const before = loop.faults.passed.get('state/Advance') ?? 0;
  if (mishap !== undefined) faults.push({ point: 'state/Advance', occurrence: before + look, kind: mishap });
  const execution = loop.start('second', { wrongOneIn: 1000 });
  await loop.until(() => (loop.faults.passed.get('state/Advance') ?? 0) >= before + look);
  return { world, loop, execution };
}

describe('a rollback during a rollout, on the synthesized state machines', () => {
  it.each(cases)(
    'row 20: at look $look, with $mishap, leaves one version, which the record names',
    async ({ look, mishap }) => {
      const { world, loop } = await halfReleased(look, mishap);
      const aim = rollbackTarget(await world.records.release.read(), await world.records.rollout.read());
      // Before the rollout has its turn there is nothing that a rollback could take back.
      const { packageArn, packageVersion, runId } = aim?.target ?? (await world.records.release.read())?.live ?? {};
      const back = {
        workload: WORKLOAD,
        runId,
        packageArn,
        packageVersion,
        reason: 'rollback',
        by: 'ada',
        takesBack: 2,
      };

      const rollback = loop.machines.begin('rollout', 'back', sent(back));
      await loop.settle();

      expect(rollback.status).toBe('SUCCEEDED');
      expect(await live(world)).toBe(1);
      expect(loop.runtime.liveConfig).toBe((await world.records.release.read())?.live.endpointConfigName);
      expect((await world.records.rollout.read())?.holder).toBeUndefined();
      expect((await secondRun(world))?.outcome).toMatch(/^(deployed|failed)$/);
    },
  );
});

describe('a run that stops on the way from the registry to the record, on the synthesized state machines', () => {
  it.each([
    { where: 'between registry and endpoint', point: 'enter/Rollout', after: 0, kind: 'stopped-before' as const },
    { where: 'after the update was asked for', point: 'state/Advance', after: 0, kind: 'stopped-after' as const },
  ])('row 21: $where, shows as a contradiction, and its resumption ends it', async ({ point, after, kind }) => {
    const faults: Fault[] = [];
    const { world, loop } = await withChampion({ faults });
    const passed = loop.faults.passed.get(point) ?? 0;
    faults.push({ point, occurrence: passed + 1 + after, kind });
    loop.start('second', { wrongOneIn: 1000 });
    await loop.settle();
    loop.runtime.settle();

    const shown = await contradictions(loop);
    const { runId } = (await secondRun(world)) ?? {};
    loop.machines.begin('retrain', 'again', { workload: WORKLOAD, resume: runId ?? '' });
    await loop.settle();

    expect(shown.length).toBeGreaterThan(0);
    expect(shown.map(({ mend }) => mend)).toEqual(shown.map(() => ({ kind: 'resume', runId })));
    expect(await secondRun(world)).toMatchObject({ outcome: 'deployed', resumptions: 1 });
    expect(await live(world)).toBe(2);
    expect(loop.runtime.liveConfig).toBe((await world.records.release.read())?.live.endpointConfigName);
    expect(await contradictions(loop)).toEqual([]);
  });
});
