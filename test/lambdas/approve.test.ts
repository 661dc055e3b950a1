import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ApprovalRequest, PackageStateChange } from '../../domain/approve/messages.ts';
import { admit } from '../../lambdas/admit/admit.ts';
import { awaitApproval, onStateChange } from '../../lambdas/approve/approve.ts';
import { concludeState } from '../../lambdas/conclude/endings.ts';
import { leaseInput, objectCreated } from './memory/events.ts';
import { Machine } from './memory/machine.ts';
import { MemoryTable } from './memory/table.ts';
import { deployedWorkload, WORKLOAD, World } from './memory/world.ts';

/** A run that came as far as its approval by a person. */
async function waitingRun(world: World) {
  world.deployed = deployedWorkload({ approval: 'manual' });
  await admit(objectCreated('reviews/a.csv'), world);
  const state = await new Machine(world).walk('e1');
  if (state.lease?.outcome !== 'acquired' || state.register === undefined) throw new Error('it did not come so far');
  const { packageArn, packageVersion } = state.register;
  const { runId, fencingToken } = state.lease;
  const run = { workload: WORKLOAD, runId, fencingToken };
  const request: ApprovalRequest = { taskToken: 'token', ...run, packageArn, packageVersion };
  const event: PackageStateChange = {
    'detail-type': 'SageMaker Model Package State Change',
    detail: { ModelPackageGroupName: 'g', ModelPackageVersion: packageVersion, ModelPackageArn: packageArn },
  };
  return { state, request, event, packageArn, runId };
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

  it('ends expired when nobody decided in time', async () => {
    const world = new World();
    const { state } = await waitingRun(world);
    const error = { Error: 'States.Timeout', Cause: '' };

    const end = await concludeState({ state: { ...state, error }, execution: leaseInput('e1').execution }, world);

    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'APPROVAL_EXPIRED' } });
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
});
