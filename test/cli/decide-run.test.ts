import { describe, expect, it } from '@jest/globals';
import type { ModelPackage } from '../../cli/adapters/registry.ts';
import { type DecisionPorts, decideRun } from '../../cli/commands/decide-package.ts';
import type { ApprovalRecord } from '../../domain/approve/approval-record.ts';
import { aRun, NOON, RUN_ID } from './support/runs.ts';

const ARN = 'arn:package';
const SHA = `0123456789abcdef${'0'.repeat(48)}`;
const waiting = aRun({ packageArn: ARN, packageVersion: 1, outcome: 'awaiting-approval' });
const asked: ApprovalRecord = {
  workload: 'reviews',
  record: 'approval#1',
  packageArn: ARN,
  packageVersion: 1,
  runId: RUN_ID,
  fencingToken: 1,
  taskToken: 'token',
  requestedAt: NOON,
};

/** A registry with one package, and a platform that takes a decision for what the test says. */
function world(seen: {
  approval?: ModelPackage['approval'];
  asked?: ApprovalRecord;
  takes?: ApprovalRecord['decision'];
}) {
  const decided: string[] = [];
  let record = seen.asked;
  const ports: DecisionPorts = {
    environment: 'local',
    registry: {
      describe: async () => ({
        arn: ARN,
        version: 1,
        approval: seen.approval ?? 'PendingManualApproval',
        reason: 'because',
        decidedBy: 'ada',
        artifactSha256: SHA,
        modelDigest: undefined,
        image: undefined,
        createdAt: NOON,
        runId: RUN_ID,
      }),
      decide: async (_arn, status) => {
        decided.push(status);
        if (record !== undefined && seen.takes !== undefined)
          record = { ...record, decision: seen.takes, decidedBy: 'bob' };
      },
    },
    records: { approval: async () => record },
  };
  const decide = (decision: 'Approved' | 'Rejected', digest?: string, run = waiting) =>
    decideRun(ports, run, decision, { reason: 'r', digest, signal: new AbortController().signal });
  return { decide, decided };
}

describe('row 13: a person who decides at the command line', () => {
  it('row 13: is the one who decides when the platform takes their word', async () => {
    const { decide, decided } = world({ asked, takes: 'approved' });

    expect((await decide('Approved')).json).toMatchObject({
      changed: true,
      approval: 'Approved',
      digest: `sha256:${SHA}`,
    });
    expect(decided).toEqual(['Approved']);
  });

  it('row 13: may decide before anybody asks', async () => {
    const { decide } = world({});

    expect((await decide('Approved')).json).toMatchObject({ changed: true });
  });

  it('row 13: hears that it was decided so before', async () => {
    const { decide, decided } = world({ asked: { ...asked, decision: 'approved' }, approval: 'Approved' });

    expect((await decide('Approved')).json).toMatchObject({ changed: false });
    expect(decided).toEqual([]);
  });

  it('row 13: hears what stands when it was decided otherwise before, and by whom', async () => {
    const { decide, decided } = world({
      asked: { ...asked, decision: 'rejected', decidedBy: 'ada', reason: 'too slow' },
    });

    await expect(decide('Approved')).rejects.toMatchObject({
      code: 'APPROVAL_DECIDED',
      message: expect.stringContaining('rejected before by ada'),
      details: { why: 'too slow' },
    });
    expect(decided).toEqual([]);
  });

  it('row 13: hears what stands when somebody else was faster', async () => {
    const { decide } = world({ asked, takes: 'rejected' });

    await expect(decide('Approved')).rejects.toMatchObject({
      code: 'APPROVAL_DECIDED',
      message: expect.stringContaining('by bob'),
    });
  });

  it('row 13: is refused after the time is over, and told how to be asked again', async () => {
    const { decide, decided } = world({ asked: { ...asked, decision: 'expired' }, approval: 'Rejected' });

    await expect(decide('Approved')).rejects.toMatchObject({
      code: 'APPROVAL_EXPIRED',
      next: expect.stringContaining('--resume'),
    });
    expect(decided).toEqual([]);
  });

  it('row 13: may say no, but not yes, when nobody waits any more', async () => {
    const { decide, decided } = world({ asked, takes: 'rejected' });

    const ended = aRun({ packageArn: ARN, outcome: 'failed', endedAt: NOON });
    await expect(decide('Approved', undefined, ended)).rejects.toMatchObject({ code: 'APPROVAL_UNAWAITED' });
    expect(decided).toEqual([]);
    expect((await decide('Rejected', undefined, ended)).json).toMatchObject({ changed: true });
  });

  it('row 13: decides about the artifact that they name and no other', async () => {
    const { decide, decided } = world({ asked, takes: 'approved' });

    await expect(decide('Approved', `sha256:${'f'.repeat(64)}`)).rejects.toMatchObject({ code: 'APPROVAL_MISMATCH' });
    await expect(decide('Approved', 'latest')).rejects.toMatchObject({ code: 'USAGE' });
    expect(decided).toEqual([]);
    expect((await decide('Approved', `sha256:${SHA.slice(0, 12)}`)).json).toMatchObject({ changed: true });
  });

  it('says once more what the registry says but the platform has not heard', async () => {
    const { decide, decided } = world({ asked, approval: 'Approved', takes: 'approved' });

    await decide('Approved');

    expect(decided).toEqual(['Approved']);
  });
});
