import { describe, expect, it } from '@jest/globals';
import { assertCancellable } from '../../../domain/conclude/cancel.ts';
import { endingOfExecution } from '../../../domain/conclude/ending.ts';
import { aRun, NOON } from '../../cli/support/runs.ts';

const stopped = (error: string | null, cause: string | null) => endingOfExecution({ status: 'ABORTED', error, cause });

describe('a person who cancels a run', () => {
  it('may stop one that goes on, and one that waits for a person', () => {
    expect(() => assertCancellable(aRun())).not.toThrow();
    expect(() => assertCancellable(aRun({ outcome: 'awaiting-approval' }))).not.toThrow();
  });

  it.each(['deployed', 'rejected', 'skipped', 'failed'] as const)('hears that a run has ended: %s', (outcome) => {
    expect(() => assertCancellable(aRun({ outcome, endedAt: NOON }))).toThrow(
      expect.objectContaining({ code: 'RUN_NOT_CANCELLABLE', message: expect.stringContaining(outcome) }),
    );
  });

  it('is sent to the rollback while the model goes live', () => {
    const goingLive = aRun({ stages: { rollout: { stage: 'rollout', status: 'running', startedAt: NOON } } });
    expect(() => assertCancellable(goingLive)).toThrow(
      expect.objectContaining({ code: 'RUN_NOT_CANCELLABLE', next: expect.stringContaining('rollback reviews') }),
    );
  });

  it('ends it with a code of its own, with who and why', () => {
    expect(stopped('RUN_CANCELLED', 'cancelled by ada: wrong file')).toMatchObject({
      outcome: 'failed',
      error: { code: 'RUN_CANCELLED', why: 'cancelled by ada: wrong file' },
    });
    expect(stopped(null, null)).toMatchObject({ error: { code: 'RUN_ABORTED', why: 'execution aborted' } });
  });
});
