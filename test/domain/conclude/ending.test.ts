import { describe, expect, it } from '@jest/globals';
import { endingOf } from '../../../domain/conclude/ending.ts';
import type { RunState } from '../../../domain/conclude/messages.ts';
import { runNotification } from '../../../domain/conclude/notification.ts';
import type { RunRecord } from '../../../domain/conclude/run-record.ts';

const begun = { workload: 'reviews', trigger: 'upload', force: false } as const;
const run: RunRecord = {
  workload: 'reviews',
  record: 'run#a-1',
  runId: 'a-1',
  executionArn: 'arn',
  attempt: 1,
  resumptions: 0,
  fencingToken: 1,
  configHash: 'c',
  startedAt: '2026-11-21T10:00:00.000Z',
  outcome: 'running',
  uploadIds: [],
  stages: {},
};

describe('the end of a run', () => {
  it('names the rules that were not met, in short', () => {
    const state: RunState = {
      ...begun,
      gate: { verdict: 'reject', failedRules: ['no-worse-on-own-rows', 'latency'], suspendUploads: true },
    };

    const ending = endingOf(state);

    expect(ending).toMatchObject({
      outcome: 'rejected',
      by: 'gate',
      error: { code: 'GATE_REFUSED', why: 'not met: no-worse-on-own-rows, latency' },
    });
    expect(runNotification(run, ending).subject).toBe(
      'reviews a-1: rejected by the gate: not met: no-worse-on-own-rows, latency',
    );
  });

  it('says who rejected the model and why, in the words of that person', () => {
    const state: RunState = { ...begun, error: { Error: 'APPROVAL_REJECTED', Cause: 'worse on refunds' } };

    const ending = endingOf(state);

    expect(ending).toMatchObject({ outcome: 'rejected', by: 'person', error: { why: 'worse on refunds' } });
    expect(runNotification(run, ending).subject).toBe('reviews a-1: rejected by a person: worse on refunds');
  });
});
