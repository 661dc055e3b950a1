import { beforeAll, describe, expect, it } from '@jest/globals';
import { lease } from '../../lambdas/lease/lease.ts';
import type { StageName } from '../machine/account/stages.ts';
import { synthesized, type Templates } from '../machine/account/templates.ts';
import { StateFailure } from '../machine/asl/failure.ts';
import { Loop } from '../machine/loop.ts';
import { leaseInput } from './memory/events.ts';
import { snapshotOf } from './memory/snapshot.ts';
import { deployedWorkload, World } from './memory/world.ts';

/** Every function that writes for a run after its lease. */
const WRITERS = ['prepare', 'train', 'gate', 'register', 'approve', 'conclude'] as const;

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

/** The lease's holder is killed before a stage; when its time is over, another execution takes the lease. */
async function takenOverBefore(stage: StageName, successor: 'a new run' | 'the same run, resumed') {
  const world = new World();
  world.deployed = deployedWorkload({ approval: 'manual' });
  const loop = new Loop(world, templates);
  const errors: (string | undefined)[] = [];
  let takenOver: { snapshot: Awaited<ReturnType<typeof decided>>; outcome: string } | undefined;
  const invoke = loop.functions.invoke.bind(loop.functions);
  loop.functions.invoke = async (called, payload) => {
    if (called === stage && takenOver === undefined) {
      await world.records.lease.change(
        (held) => held && { ...held, holder: 'killed', expiresAt: '2026-01-01T00:00:00Z' },
      );
      const [run] = await world.records.runs();
      const wish = successor === 'a new run' ? { force: true } : { resume: run?.runId };
      const { outcome } = await lease(leaseInput('e2', wish), { ...world, now: () => new Date(loop.clock.now) });
      takenOver = { outcome, snapshot: await decided(world) };
    }
    return invoke(called, payload).catch((thrown: unknown) => {
      if (thrown instanceof StateFailure) errors.push(thrown.output.Error);
      throw thrown;
    });
  };
  loop.upload('a.csv');
  await loop.until(() => world.scheduled.size > 0);
  await loop.settle();
  if (takenOver === undefined) throw new Error(`${stage} was never called`);
  return { errors, ...takenOver, after: await decided(world), world };
}

/** Without the experiments: they decide nothing, and follow from the records of an ended run, whoever writes them. */
async function decided(world: World) {
  const { artifacts, ...others } = await snapshotOf(world);
  return { ...others, artifacts: artifacts.filter(([key]) => !key.endsWith('/experiment.json')) };
}

describe.each(['a new run', 'the same run, resumed'] as const)(
  'after a killed holder, when the lease is with %s,',
  (successor) => {
    it.each(WRITERS)('row 11: the late write of %s is refused and changes nothing that was decided', async (stage) => {
      const { outcome, errors, snapshot, after, world } = await takenOverBefore(stage, successor);

      expect(outcome).toBe('acquired');
      if (stage !== 'conclude') expect(errors[0]).toBe('LEASE_LOST');
      expect(after).toEqual(snapshot);
      expect(await world.records.lease.read()).toMatchObject({ holder: 'e2', fencingToken: 2 });
    });
  },
);

describe('two uploads in one second', () => {
  it('row 10: make one run that is active and one that is queued; neither upload is lost and no two runs overlap', async () => {
    const world = new World();
    world.deployed = deployedWorkload({ debounceSeconds: 0 });
    const loop = new Loop(world, templates);

    loop.upload('a.csv', 'b.csv');
    await loop.until(() => loop.jobs.all.length > 0);
    const held = await world.records.lease.read();
    expect(held).toMatchObject({ fencingToken: 1, rerunRequested: true });
    expect((await world.records.runs()).map((run) => run.outcome)).toEqual(['running']);
    await loop.settle();

    const runs = await world.records.runs();
    const inOrder = runs.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
    for (const [at, run] of inOrder.entries()) {
      expect(run.endedAt).toBeDefined();
      const next = inOrder[at + 1];
      if (next !== undefined) expect(next.startedAt >= (run.endedAt ?? '')).toBe(true);
    }
    expect((await world.records.uploads()).map(({ status }) => status)).toEqual(['admitted', 'admitted']);
    expect(await world.records.lease.read()).toMatchObject({ rerunRequested: false });
    expect((await world.records.lease.read())?.holder).toBeUndefined();
  });
});
