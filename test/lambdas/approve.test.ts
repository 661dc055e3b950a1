import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ApprovalExpiry, ApprovalRequest, PackageStateChange } from '../../domain/approve/messages.ts';
import { PlatformError } from '../../domain/errors.ts';
import { awaitApproval, onStateChange } from '../../lambdas/approve/approve.ts';
import { expire } from '../../lambdas/approve/expire.ts';
import { concludeState } from '../../lambdas/conclude/endings.ts';
import { synthesized, type Templates } from '../machine/account/templates.ts';
import { Loop } from '../machine/loop.ts';
import { admit } from './memory/admit.ts';
import { leaseInput, objectCreated } from './memory/events.ts';
import { MemoryTable } from './memory/table.ts';
import { deployedWorkload, WORKLOAD, World } from './memory/world.ts';

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

/** A run that came as far as its approval by a person. */
async function waitingRun(world: World) {
  world.deployed = deployedWorkload({ approval: 'manual' });
  await admit(objectCreated('reviews/a.csv'), world);
  const state = await new Loop(world, templates).walk('e1', {}, 'Approve');
  if (state.lease?.outcome !== 'acquired' || state.register === undefined) throw new Error('it did not come so far');
  const { packageArn, packageVersion } = state.register;
  const { runId, fencingToken } = state.lease;
  const run = { workload: WORKLOAD, runId, fencingToken };
  const request: ApprovalRequest = { taskToken: 'token', ...run, packageArn, packageVersion };
  const event: PackageStateChange = {
    'detail-type': 'SageMaker Model Package State Change',
    detail: { ModelPackageGroupName: 'g', ModelPackageVersion: packageVersion, ModelPackageArn: packageArn },
  };
  const expiry: ApprovalExpiry = { ...run, packageArn, packageVersion, expired: true };
  return { state, request, event, expiry, packageArn, runId };
}

const subjects = (world: World) => world.notifications.sent.map(({ subject }) => subject);

/** What the state machine does when the approval's time is over. */
async function expireAndConclude(world: World, { state, expiry }: Awaited<ReturnType<typeof waitingRun>>) {
  const thrown = await expire(expiry, portsOf(world)).catch((error: unknown) => error);
  if (!(thrown instanceof PlatformError)) throw new Error('it did not expire');
  const error = { Error: thrown.code, Cause: JSON.stringify({ errorType: thrown.code, errorMessage: thrown.message }) };
  return concludeState({ state: { ...state, error }, execution: leaseInput('e1').execution }, world);
}

const portsOf = (world: World) => ({ ...world, now: world.now });

describe('approve', () => {
  it('waits while the registry is pending, and shows it', async () => {
    const world = new World();
    const { request, runId } = await waitingRun(world);

    await awaitApproval(request, world);

    expect(world.answers).toEqual([]);
    expect(world.notifications.sent[0]?.subject).toMatch(/version 1 waits for your approval/);
    expect(await world.records.run(runId).read()).toMatchObject({
      outcome: 'awaiting-approval',
      stages: { approve: { status: 'running' } },
    });
  });

  it('answers when the approval comes after the token', async () => {
    const world = new World();
    const { request, event, packageArn, runId } = await waitingRun(world);
    await awaitApproval(request, world);
    await world.registry.decide(packageArn, 'Approved', 'looks right');

    await onStateChange(event, world);
    await onStateChange(event, world);

    expect(world.answers).toEqual([
      { token: 'token', answer: 'success', detail: { decision: 'approved', reason: 'looks right' } },
    ]);
    expect(await world.records.run(runId).read()).toMatchObject({
      outcome: 'running',
      stages: { approve: { status: 'done' }, rollout: { status: 'running' } },
    });
  });

  it('does not miss an approval that came before the token', async () => {
    const world = new World();
    const { request, event, packageArn } = await waitingRun(world);
    await world.registry.decide(packageArn, 'Approved', '');
    await onStateChange(event, world);
    expect(world.answers).toEqual([]);

    await awaitApproval(request, world);

    expect(world.answers).toMatchObject([{ answer: 'success' }]);
  });

  it('keeps to the first of two contradictory decisions, also for a retried task with a new token', async () => {
    const world = new World();
    const { request, event, packageArn } = await waitingRun(world);
    await awaitApproval(request, world);
    await world.registry.decide(packageArn, 'Rejected', 'too slow');
    await onStateChange(event, world);
    await world.registry.decide(packageArn, 'Approved', 'on second thoughts');
    await onStateChange(event, world);

    await awaitApproval({ ...request, taskToken: 'another' }, world);

    expect(world.answers).toEqual([
      { token: 'token', answer: 'APPROVAL_REJECTED', detail: 'too slow' },
      { token: 'another', answer: 'APPROVAL_REJECTED', detail: 'too slow' },
    ]);
  });

  it('passes over packages that nobody waits for', async () => {
    const world = new World();
    const { event } = await waitingRun(world);

    await onStateChange(event, world);
    await onStateChange({ ...event, detail: { ...event.detail, ModelPackageArn: 'arn:foreign' } }, world);

    expect(world.answers).toEqual([]);
  });

  it('ends rejected with the reason of the person, and admits the uploads', async () => {
    const world = new World();
    const { state, runId } = await waitingRun(world);
    const error = { Error: 'APPROVAL_REJECTED', Cause: 'too slow' };

    const end = await concludeState({ state: { ...state, error }, execution: leaseInput('e1').execution }, world);

    expect(end).toMatchObject({ outcome: 'rejected', error: { code: 'APPROVAL_REJECTED', why: 'too slow' } });
    expect(await world.records.uploads()).toMatchObject([{ status: 'admitted' }]);
    expect((await world.records.run(runId).read())?.stages.approve).toMatchObject({ status: 'failed' });
  });

  it('decides once, in whatever order token, decision and repeated events come through', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 3 }), async (scheduler, repeats) => {
        const table = new MemoryTable();
        const world = new World(table);
        const { request, event, packageArn } = await waitingRun(world);
        const slow = {
          read: scheduler.scheduleFunction(table.read.bind(table)),
          write: scheduler.scheduleFunction(table.write.bind(table)),
          list: scheduler.scheduleFunction(table.list.bind(table)),
        };
        const ports = { ...portsOf(world), table: slow };
        const person = async () => {
          await world.registry.decide(packageArn, 'Approved', 'first');
          await Promise.all(Array.from({ length: repeats }, () => onStateChange(event, ports)));
          await world.registry.decide(packageArn, 'Rejected', 'second');
          await onStateChange(event, ports);
        };
        const everything = Promise.all([awaitApproval(request, ports), person()]);

        await scheduler.waitFor(everything);

        expect(world.answers).toHaveLength(1);
        const approval = await world.records.approval(1).read();
        expect(world.answers[0]?.answer).toBe(approval?.decision === 'approved' ? 'success' : 'APPROVAL_REJECTED');
      }),
      { numRuns: 30 },
    );
  });

  it('tells who decided, and why', async () => {
    const world = new World();
    const { request, event, packageArn, runId } = await waitingRun(world);
    await awaitApproval(request, world);
    await world.registry.decide(packageArn, 'Approved', 'looks right', 'ada');

    await onStateChange(event, world);

    expect(await world.records.approval(1).read()).toMatchObject({
      decision: 'approved',
      reason: 'looks right',
      decidedBy: 'ada',
      artifactSha256: 'a'.repeat(64),
    });
    expect((await world.records.run(runId).read())?.stages.approve?.note).toBe('approved by ada: looks right');
  });
});

describe('row 12: an approval that never comes', () => {
  it('row 12: ends the run as expired, rejects the package with the reason, and changes nothing that is live', async () => {
    const world = new World();
    const waiting = await waitingRun(world);
    await awaitApproval(waiting.request, world);

    const end = await expireAndConclude(world, waiting);

    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'APPROVAL_EXPIRED' } });
    expect(await world.registry.describe(waiting.packageArn)).toMatchObject({
      status: 'Rejected',
      reason: 'Expired: nobody decided within the time limit',
    });
    expect(await world.records.release.read()).toBeUndefined();
    expect(subjects(world).at(-1)).toMatch(/failed with APPROVAL_EXPIRED/);
    expect((await world.records.lease.read())?.holder).toBeUndefined();
  });

  it('row 12: still counts a decision whose event was lost', async () => {
    const world = new World();
    const { request, expiry, packageArn } = await waitingRun(world);
    await awaitApproval(request, world);
    await world.registry.decide(packageArn, 'Approved', 'at the last moment');

    expect(await expire(expiry, world)).toEqual({ decision: 'approved', reason: 'at the last moment' });
  });

  it('row 12: is over however often it is said, and a later approval changes nothing but is answered', async () => {
    const world = new World();
    const { request, event, expiry, packageArn } = await waitingRun(world);
    await awaitApproval(request, world);
    await expect(expire(expiry, world)).rejects.toMatchObject({ code: 'APPROVAL_EXPIRED' });
    await onStateChange(event, world);
    await expect(expire(expiry, world)).rejects.toMatchObject({ code: 'APPROVAL_EXPIRED' });

    await world.registry.decide(packageArn, 'Approved', 'too late', 'bob');
    await onStateChange(event, world);
    await onStateChange(event, world);

    expect(world.answers).toEqual([]);
    const told = world.notifications.sent.filter(({ subject }) => subject.includes('but it is expired; that stands'));
    expect(told).toHaveLength(1);
    expect(told[0]?.message).toContain('--resume asks again');
  });

  it('row 12: is asked for again by a run that was taken up again', async () => {
    const world = new World();
    const { request, event, expiry, packageArn } = await waitingRun(world);
    await awaitApproval(request, world);
    await expect(expire(expiry, world)).rejects.toMatchObject({ code: 'APPROVAL_EXPIRED' });

    const again = { ...request, taskToken: 'again' };
    await awaitApproval(again, world);
    await awaitApproval(again, world);

    expect(await world.registry.describe(packageArn)).toMatchObject({ status: 'PendingManualApproval' });
    await world.registry.decide(packageArn, 'Approved', 'now');
    await onStateChange(event, world);
    expect(world.answers).toEqual([
      { token: 'again', answer: 'success', detail: { decision: 'approved', reason: 'now' } },
    ]);
  });
});

describe('row 13: contradictory approvals', () => {
  it('row 13: tells people once what stands when the registry is changed against a decision', async () => {
    const world = new World();
    const { request, event, packageArn } = await waitingRun(world);
    await awaitApproval(request, world);
    await world.registry.decide(packageArn, 'Rejected', 'too slow', 'ada');
    await onStateChange(event, world);
    await world.registry.decide(packageArn, 'Approved', 'on second thoughts', 'bob');

    await onStateChange(event, world);
    await onStateChange(event, world);

    const told = world.notifications.sent.filter(({ subject }) => subject.includes('that stands'));
    expect(told).toHaveLength(1);
    expect(told[0]?.subject).toContain('version 1 was set to Approved, but it is rejected');
    for (const word of ['too slow', 'ada', 'on second thoughts', 'bob']) expect(told[0]?.message).toContain(word);
    expect(await world.records.approval(1).read()).toMatchObject({ decision: 'rejected', decidedBy: 'ada' });
  });

  it('row 13: says so when an approval comes after the end of its run', async () => {
    const world = new World();
    const { request, event, packageArn, state } = await waitingRun(world);
    await awaitApproval(request, world);
    const error = { Error: 'RUN_ABORTED', Cause: 'stopped' };
    await concludeState({ state: { ...state, error }, execution: leaseInput('e1').execution }, world);
    await world.tasks.fail('token', 'stopped', 'by the end of its execution');

    await world.registry.decide(packageArn, 'Approved', '');
    await onStateChange(event, world);
    await onStateChange(event, world);

    expect(subjects(world).filter((subject) => subject.includes('its run has ended; nothing goes live'))).toHaveLength(
      1,
    );
  });

  it('row 13: gives one decision to every token, and leaves nobody in the dark, in whatever order things come', async () => {
    const acts = fc.array(
      fc.oneof(
        fc.record({
          do: fc.constant('decide' as const),
          status: fc.constantFrom('Approved' as const, 'Rejected' as const),
        }),
        fc.record({ do: fc.constant('event' as const) }),
        fc.record({ do: fc.constant('retry' as const), token: fc.constantFrom('second', 'third') }),
        fc.record({ do: fc.constant('expire' as const) }),
      ),
      { minLength: 2, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acts, async (scheduler, sequence) => {
        const table = new MemoryTable();
        const world = new World(table);
        const { request, event, expiry, packageArn } = await waitingRun(world);
        await awaitApproval(request, world);
        const slow = {
          read: scheduler.scheduleFunction(table.read.bind(table)),
          write: scheduler.scheduleFunction(table.write.bind(table)),
          list: scheduler.scheduleFunction(table.list.bind(table)),
        };
        const ports = { ...portsOf(world), table: slow };
        const decided: (string | undefined)[] = [];
        const acting = sequence.map(async (act) => {
          switch (act.do) {
            case 'decide':
              await world.registry.decide(packageArn, act.status, 'a person');
              return onStateChange(event, ports);
            case 'event':
              return onStateChange(event, ports);
            case 'retry':
              // A token of an attempt before the end only: who asks after it asks anew.
              return decided.length === 0 ? awaitApproval({ ...request, taskToken: act.token }, ports) : undefined;
            case 'expire':
              return expire(expiry, ports).catch(({ code }: PlatformError) => void decided.push(code));
          }
        });

        await scheduler.waitFor(Promise.all(acting));
        await onStateChange(event, world);

        const approval = await world.records.approval(1).read();
        const { status } = await world.registry.describe(packageArn);
        const answers = new Set(world.answers.map(({ answer }) => answer));
        expect(answers.size).toBeLessThanOrEqual(1);
        if (approval?.decision === 'approved') expect([...answers]).toEqual(['success']);
        const isAgainst =
          approval?.decision !== undefined && (approval.decision === 'approved') !== (status === 'Approved');
        if (isAgainst && status !== 'PendingManualApproval') {
          expect(subjects(world).some((subject) => subject.includes('that stands'))).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });
});
