import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionEnded } from '../../domain/conclude/messages.ts';
import { PlatformError } from '../../domain/errors.ts';
import { concludeExecution, concludeState } from '../../lambdas/conclude/endings.ts';
import { lease } from '../../lambdas/lease/lease.ts';
import { prepare } from '../../lambdas/prepare/prepare.ts';
import { NO_QUOTA_TO_TRAIN } from '../machine/account/programs.ts';
import { synthesized, type Templates } from '../machine/account/templates.ts';
import { Loop } from '../machine/loop.ts';
import { admit } from './memory/admit.ts';
import { leaseInput, objectCreated } from './memory/events.ts';
import { STATE_MACHINE, WORKLOAD, World } from './memory/world.ts';

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

const ended = (executionArn: string, status: ExecutionEnded['detail']['status'], more = {}): ExecutionEnded => ({
  'detail-type': 'Step Functions Execution Status Change',
  detail: {
    executionArn,
    stateMachineArn: STATE_MACHINE,
    status,
    input: JSON.stringify({ workload: WORKLOAD, trigger: 'upload', force: false }),
    ...more,
  },
});

describe('conclude', () => {
  it('ends a stopped run, keeps its uploads for the next one and frees its lease, once', async () => {
    const world = new World();
    await admit(objectCreated('reviews/a.csv'), world);
    await lease(leaseInput('e1'), world);

    const first = await concludeExecution(ended('e1', 'ABORTED'), world);
    const again = await concludeExecution(ended('e1', 'ABORTED'), world);

    expect(first).toMatchObject({ outcome: 'failed', error: { code: 'RUN_ABORTED' } });
    expect(again).toEqual({ outcome: 'none' });
    expect(world.notifications.sent).toHaveLength(1);
    expect(await world.records.runs()).toMatchObject([
      { outcome: 'failed', stages: { prepare: { status: 'failed' } } },
    ]);
    expect(await world.records.uploads()).toMatchObject([{ status: 'received' }]);
    expect(await lease(leaseInput('e2'), world)).toMatchObject({ outcome: 'acquired', fencingToken: 2 });
  });

  it('has nothing to say of an execution that concluded itself', async () => {
    const world = new World();
    await admit(objectCreated('reviews/a.csv'), world);
    await new Loop(world, templates).run('e1', NO_QUOTA_TO_TRAIN);

    expect(await concludeExecution(ended('e1', 'FAILED', { error: 'ALL_CANDIDATES_FAILED' }), world)).toEqual({
      outcome: 'none',
    });
    expect(world.notifications.sent).toHaveLength(1);
  });

  it.each([
    ['a gate that refused the model', 'poison.csv', 'rejected'],
    ['content that came to its end before', 'a-again.csv', 'skipped'],
  ] as const)(
    'goes on with what it began to do about %s when it breaks down in the middle of it',
    async (_what, key, outcome) => {
      const world = new World();
      const loop = new Loop(world, templates);
      await admit(objectCreated('reviews/a.csv'), world);
      await loop.run('e1');
      await admit(objectCreated(`reviews/${key}`), world);
      const { publish } = world.notifications;
      world.notifications.publish = async () => {
        world.notifications.publish = publish;
        throw new PlatformError('ACCESS_DENIED', 'nobody may publish');
      };

      loop.start('e2', { wrongOneIn: key === 'poison.csv' ? 3 : 20 });
      await loop.settle();

      expect((await world.records.runs()).map((run) => run.outcome).sort()).toEqual(['deployed', outcome].sort());
      expect((await world.records.lease.read())?.holder).toBeUndefined();
    },
  );

  it('finds the run of a lease stage that failed half-way', async () => {
    const world = new World();
    await admit(objectCreated('reviews/a.csv'), world);
    await lease(leaseInput('e1'), world);
    const state = { ...leaseInput('e1'), error: { Error: 'Lambda.Unknown', Cause: 'the function was killed' } };

    const end = await concludeState({ state, execution: leaseInput('e1').execution }, world);

    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'AWS_FAILED', what: 'the function was killed' } });
    expect((await world.records.lease.read())?.holder).toBeUndefined();
  });

  it('tells people when no run could start', async () => {
    const world = new World();
    const error = { Error: 'WORKLOAD_UNKNOWN', Cause: JSON.stringify({ errorMessage: 'no such workload' }) };

    const end = await concludeState(
      { state: { ...leaseInput('e1'), error }, execution: leaseInput('e1').execution },
      world,
    );

    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'WORKLOAD_UNKNOWN' } });
    expect(world.notifications.sent).toHaveLength(1);
  });

  it('starts the requested run under one name when it died after the release', async () => {
    const world = new World();
    await admit(objectCreated('reviews/a.csv'), world);
    const state = await new Loop(world, templates).walk('e1');
    await lease(leaseInput('e2'), world);
    const input = { state, execution: leaseInput('e1').execution };
    const executions = { ...world.executions, start: () => Promise.reject(new Error('killed')) };
    await expect(concludeState(input, { ...world, now: world.now, executions })).rejects.toThrow('killed');

    const end = await concludeState(input, world);

    expect(end).toMatchObject({ outcome: 'deployed', next: 'execution:reviews-rerun-1' });
    expect(await concludeState(input, world)).toEqual({ outcome: 'deployed' });
    expect(world.started.size).toBe(1);
    expect(world.notifications.sent).toHaveLength(1);
  });

  it('does not release the lease of the run after it', async () => {
    const world = new World();
    await admit(objectCreated('reviews/a.csv'), world);
    const state = await new Loop(world, templates).walk('e1', NO_QUOTA_TO_TRAIN);
    const input = { state, execution: leaseInput('e1').execution };
    await concludeState(input, world);
    await lease(leaseInput('e2'), world);

    await concludeState(input, world);

    expect(await world.records.lease.read()).toMatchObject({ holder: 'e2', fencingToken: 2 });
  });

  it('leaves what a person decided in mid-run', async () => {
    const world = new World();
    await admit(objectCreated('reviews/a.csv'), world);
    const loop = new Loop(world, templates);
    const state = await loop.walk('e1');
    const [upload] = await world.records.uploads();
    await world.records
      .upload(upload?.uploadId ?? '')
      .change((known) => known && { ...known, status: 'excluded' as const });

    await concludeState({ state, execution: leaseInput('e1').execution }, world);

    expect(await world.records.uploads()).toMatchObject([{ status: 'excluded' }]);
  });

  it('comes after a stage that lost its lease and therefore wrote nothing', async () => {
    const world = new World();
    await admit(objectCreated('reviews/a.csv'), world);
    const held = await lease(leaseInput('e1'), world);
    if (held.outcome !== 'acquired') throw new Error(held.outcome);
    const { runId, fencingToken } = held;
    await world.records.lease.change((now) => now && { ...now, holder: 'e2', fencingToken: fencingToken + 1 });
    const before = await world.records.run(runId).read();

    const late = prepare({ workload: WORKLOAD, runId, fencingToken }, world);

    await expect(late).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(await world.records.run(runId).read()).toEqual(before);
  });
});
