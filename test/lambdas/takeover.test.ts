import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ExecutionStatus } from '../../domain/execution.ts';
import { LEASE_SECONDS } from '../../domain/lease/lease.ts';
import { keep } from '../../lambdas/keep/keep.ts';
import { lease } from '../../lambdas/lease/lease.ts';
import { platformErrorOf } from '../../lambdas/runtime/failure.ts';
import { released } from '../domain/rollout/releases.ts';
import { admit } from './memory/admit.ts';
import { leaseInput, objectCreated } from './memory/events.ts';
import { inProgress } from './memory/jobs.ts';
import { somePackage } from './memory/registry.ts';
import { MemoryTable } from './memory/table.ts';
import { WORKLOAD, World } from './memory/world.ts';

/** A world whose lease has expired, after its holder came to this end; `undefined`: nobody knows it any more. */
async function abandoned(status: ExecutionStatus | undefined, table = new MemoryTable()): Promise<World> {
  const world = new World(table);
  await admit(objectCreated('reviews/a.csv'), world);
  await lease(leaseInput('e1'), world);
  const [run] = await world.records.runs();
  world.jobs.all.set(`${WORKLOAD}-${run?.runId}-prepare`, inProgress);
  if (status !== undefined) world.statuses.set('e1', status);
  world.clock += LEASE_SECONDS * 1000;
  return world;
}

const firstRun = async (world: World) => (await world.records.runs()).find(({ executionArn }) => executionArn === 'e1');

describe('a lease that expired and is taken over, because keep did not run', () => {
  it.each(['FAILED', 'TIMED_OUT', 'ABORTED', 'SUCCEEDED', undefined] as const)(
    'row 32: ends the run of a holder that is %s as keep would, and tells people the same',
    async (status) => {
      const kept = await abandoned(status);
      await keep({ 'detail-type': 'Scheduled Event' }, { ...kept, now: kept.now, workloadNames: [WORKLOAD] });
      const world = await abandoned(status);

      const answer = await lease(leaseInput('e2'), world);

      expect(answer).toMatchObject({ outcome: 'acquired', fencingToken: 2 });
      expect(await firstRun(world)).toEqual(await firstRun(kept));
      expect(world.notifications.sent).toEqual(kept.notifications.sent);
      expect(world.notifications.sent).toHaveLength(1);
      expect(world.jobs.stopped).toEqual(kept.jobs.stopped);
      expect(world.jobs.stopped).toHaveLength(1);
    },
  );

  it('row 32: knows a run as deployed whose model had gone live before its holder died', async () => {
    const world = await abandoned('ABORTED');
    const runId = (await firstRun(world))?.runId ?? '';
    const packageArn = await world.registry.create('g', somePackage, {
      token: 't',
      evaluationUri: '',
      imageDigest: undefined,
    });
    await world.records.release.change(() => ({
      workload: WORKLOAD,
      record: 'release' as const,
      fencingToken: 1,
      live: released(1, { runId, packageArn }),
    }));

    expect(await lease(leaseInput('e2'), world)).toEqual({ outcome: 'nothing-new' });

    expect(await firstRun(world)).toMatchObject({ outcome: 'deployed' });
    expect(await world.records.uploads()).toMatchObject([{ status: 'admitted' }]);
  });

  it('row 32: stays with a holder whose execution is started again', async () => {
    const world = await abandoned('PENDING_REDRIVE');

    expect(await lease(leaseInput('e2'), world)).toEqual({ outcome: 'busy', holder: 'e1' });
    expect(world.notifications.sent).toEqual([]);
  });

  it('row 32: goes to one of those who want it at once, and ends no run that another one has just taken up again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const table = new MemoryTable();
        const world = await abandoned('ABORTED', table);
        const runId = (await firstRun(world))?.runId ?? '';
        const slow = {
          read: scheduler.scheduleFunction(table.read.bind(table)),
          write: scheduler.scheduleFunction(table.write.bind(table)),
          list: scheduler.scheduleFunction(table.list.bind(table)),
        };
        const ports = { ...world, now: world.now, table: slow };
        for (const execution of ['e2', 'e3', 'e4']) world.statuses.set(execution, 'RUNNING');
        const wishes = [leaseInput('e2', { resume: runId }), leaseInput('e3', { force: true }), leaseInput('e4')];
        const asking = wishes.map((wish) =>
          lease(wish, ports).then(
            ({ outcome }) => outcome,
            (thrown: unknown) => platformErrorOf(thrown).code,
          ),
        );

        const answers = await scheduler.waitFor(Promise.all(asking));

        expect(answers.filter((answer) => answer === 'acquired')).toHaveLength(1);
        for (const answer of answers) expect(['acquired', 'busy', 'LEASE_HELD']).toContain(answer);
        const held = await world.records.lease.read();
        expect(await world.records.run(held?.runId ?? '').read()).toMatchObject({ outcome: 'running' });
        expect(world.notifications.sent.length).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 100 },
    );
  });
});
