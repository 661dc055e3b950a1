import { describe, expect, it } from '@jest/globals';
import type { ApprovalRecord } from '../../../domain/approve/approval-record.ts';
import { runError } from '../../../domain/conclude/run-error.ts';
import { mismatches } from '../../../domain/rollout/mismatches.ts';
import type { EndpointObservation } from '../../../domain/rollout/observation.ts';
import type { Testimony } from '../../../domain/rollout/testimony.ts';
import { aRun, NOON } from '../../cli/support/runs.ts';
import { aRelease, aRollout, asked, configOf } from './releases.ts';

const release = aRelease(2, 1);
const variant = { name: 'live', modelName: 'model-2', instanceType: 't', instanceCount: 1 };
const endpoint: EndpointObservation = {
  status: 'InService',
  configName: configOf(2),
  pendingConfigName: undefined,
  failureReason: undefined,
  variants: [variant],
  images: { live: 'image' },
};
const model = { image: 'image', artifactUri: 's3://b/k', environment: { TRAINYARD_MODEL_DIGEST: 'digest' } };
const approved = { status: 'Approved' as const, image: 'image', modelDigest: 'digest' };
const calm: Testimony = {
  release,
  rollout: undefined,
  isHolderRunning: false,
  endpoint,
  model,
  runs: [],
  approvals: [],
  packages: new Map([[2, approved]]),
};
const rollout = aRollout(3, asked(3));
const failed = aRun({
  runId: 'aaaaaaaaaaaa-3',
  packageVersion: 3,
  packageArn: 'arn:3',
  outcome: 'failed',
  endedAt: NOON,
  error: runError('RUN_ABORTED', 'It was stopped.', ''),
});
const approval: ApprovalRecord = {
  workload: 'reviews',
  record: 'approval#3',
  packageArn: 'arn:3',
  packageVersion: 3,
  runId: 'aaaaaaaaaaaa-3',
  fencingToken: 1,
  taskToken: 't',
  requestedAt: NOON,
};
const three = (status: 'Approved' | 'Rejected' | 'PendingManualApproval') =>
  new Map([
    [2, approved],
    [3, { ...approved, status }],
  ]);
const resume = { kind: 'resume', runId: 'aaaaaaaaaaaa-3' } as const;
const again = { kind: 'rollback', to: 2 } as const;

describe('row 21: contradictions between registry, endpoint and records', () => {
  it('row 21: are none when all say the same, before the first release too', () => {
    expect(mismatches(calm)).toEqual([]);
    expect(
      mismatches({ ...calm, release: undefined, endpoint: undefined, model: undefined, packages: new Map() }),
    ).toEqual([]);
  });

  it.each<[string, Partial<Testimony>, string, object]>([
    [
      'a run that stopped between registry and endpoint',
      { runs: [failed], packages: three('Approved') },
      'package 3 is approved, but its run ended before it went live',
      resume,
    ],
    [
      'a run that stopped between endpoint and record',
      { runs: [failed], packages: three('PendingManualApproval'), endpoint: { ...endpoint, configName: configOf(3) } },
      `the endpoint serves package 3 (${configOf(3)}), but the release record says package 2`,
      resume,
    ],
    [
      'an endpoint that somebody changed by hand',
      { endpoint: { ...endpoint, configName: 'by-hand' } },
      'the endpoint serves by-hand, but the release record says package 2',
      again,
    ],
    [
      'an endpoint that somebody deleted',
      { endpoint: undefined },
      'there is no endpoint, but the release record says package 2',
      again,
    ],
    [
      'an endpoint that does not serve',
      { endpoint: { ...endpoint, status: 'Failed', failureReason: 'no /ping' } },
      'the endpoint is Failed (no /ping), but the release record says package 2',
      again,
    ],
    [
      'an endpoint without a record',
      { release: undefined, packages: new Map() },
      'the endpoint serves package 2, but no release is recorded',
      { kind: 'start' },
    ],
    [
      'another model behind the right name',
      { endpoint: { ...endpoint, variants: [{ ...variant, modelName: 'model-9' }] } },
      `the endpoint configuration ${configOf(2)} serves model-9 instead of model-2`,
      again,
    ],
    ['a deleted model', { model: undefined }, 'the model model-2 was deleted', again],
    [
      'another artifact than is registered',
      { model: { ...model, environment: { TRAINYARD_MODEL_DIGEST: 'other' } } },
      'the endpoint serves another model digest (other) than is registered (digest)',
      again,
    ],
    [
      'another image than is registered',
      { endpoint: { ...endpoint, images: { live: 'other' } } },
      'the endpoint serves another image (other) than is registered (image)',
      again,
    ],
    [
      'a live package that was rejected since',
      { packages: new Map([[2, { ...approved, status: 'Rejected' as const }]]) },
      'package 2 is live, but the registry says Rejected',
      { kind: 'rollback' },
    ],
    [
      'a live package that is gone',
      { packages: new Map([[2, { status: 'gone' as const }]]) },
      'package 2 is live, but the registry does not have it any more',
      { kind: 'rollback' },
    ],
    [
      'a registry that was changed against a decision',
      {
        approvals: [{ ...approval, decision: 'rejected', decidedBy: 'ada' }],
        packages: three('Approved'),
      },
      'the registry says Approved of package 3, but it was rejected by ada; that stands',
      { kind: 'decide', runId: 'aaaaaaaaaaaa-3', decision: 'reject' },
    ],
    [
      'a package that was approved after its time was over',
      { approvals: [{ ...approval, decision: 'expired' }], packages: three('Approved') },
      'the registry says Approved of package 3, but it was expired; that stands',
      resume,
    ],
    [
      'a package that waits although its run has ended',
      { approvals: [approval], packages: three('PendingManualApproval'), runs: [failed] },
      'package 3 is PendingManualApproval in the registry, but its run ended before it heard of a decision',
      resume,
    ],
    [
      'a rollout whose execution is gone',
      { rollout, runs: [failed], packages: three('PendingManualApproval') },
      'the rollout of package 3 stopped before its end: its execution is gone',
      resume,
    ],
  ])('row 21: %s', (_name, more, what, mend) => {
    expect(mismatches({ ...calm, ...more })).toEqual([expect.objectContaining({ what, mend })]);
  });

  it('row 21: are not what a rollout under way makes of endpoint and record', () => {
    const changing = {
      ...calm,
      rollout,
      isHolderRunning: true,
      endpoint: { ...endpoint, status: 'Updating' as const },
    };

    expect(mismatches({ ...changing, packages: three('Approved') })).toEqual([]);
  });

  it('row 21: are not what a model left that failed its release, or that a rollback overtook', () => {
    for (const code of ['ROLLOUT_FAILED', 'ROLLOUT_SUPERSEDED', 'ARTIFACT_INVALID'] as const) {
      const runs = [{ ...failed, error: runError(code, '', '') }];
      expect(mismatches({ ...calm, runs, packages: three('Approved') })).toEqual([]);
    }
  });
});
