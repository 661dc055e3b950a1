import type { GateAnswer } from '../gate/messages.ts';
import { type Settings, settingsLine } from '../try/settings.ts';
import type { ExecutionEnded, RunState } from './messages.ts';
import { runError, runErrorOf } from './run-error.ts';
import type { Ending, RunError } from './run-record.ts';

const NO_REASON = runError('JOB_FAILED', 'A job failed.', 'no stage said why');

/** The end that the state machine's own state tells of. */
export function endingOf(state: RunState): Ending {
  if (state.error !== undefined) return failureOf(runErrorOf(state.error));
  if (state.job?.status === 'failed') return failureOf(state.job.error ?? NO_REASON);
  if (state.prepare?.outcome === 'skipped') return { outcome: 'skipped', sameAs: state.prepare.sameAs };
  if (state.prepare?.outcome === 'refused') return { outcome: 'failed', error: state.prepare.error };
  if (state.gate?.tried !== undefined) return endingOfTry(state.gate.verdict, state.gate.failedRules, state.gate.tried);
  if (state.gate?.verdict === 'reject') {
    const why = `not met: ${state.gate.failedRules.join(', ')}`;
    const error = runError('GATE_REFUSED', 'The gate refused the new model; the live one is unchanged.', why);
    return { outcome: 'rejected', by: 'gate', suspendUploads: state.gate.suspendUploads, error };
  }
  if (state.rollout !== undefined) return { outcome: 'deployed' };
  return {
    outcome: 'failed',
    error: runError('UNEXPECTED', 'The run ended before its rollout and without an error.', 'no stage said why'),
  };
}

/** Whatever a try comes to, it changes nothing: neither what is live nor an upload. */
function endingOfTry(verdict: GateAnswer['verdict'], failedRules: readonly string[], tried: Settings): Ending {
  const why = verdict === 'promote' ? 'the gate would have promoted it' : `not met: ${failedRules.join(', ')}`;
  const error = runError(
    'TRY_ENDED',
    `A try (${settingsLine(tried)}) never goes live; the live model is unchanged.`,
    why,
  );
  return { outcome: 'rejected', by: 'try', error };
}

function failureOf(error: RunError): Ending {
  if (error.code === 'APPROVAL_REJECTED') {
    const rejected = runError(
      'APPROVAL_REJECTED',
      'A person rejected the new model; the live one is unchanged.',
      error.what,
    );
    return { outcome: 'rejected', by: 'person', error: rejected };
  }
  return { outcome: 'failed', error };
}

const cancelled = (cause: string | null | undefined): Ending => ({
  outcome: 'failed',
  error: runError('RUN_CANCELLED', 'A person cancelled the run; what was live still is.', cause || 'no reason given'),
});

/** The end of an execution that was stopped from outside. */
export function endingOfExecution(detail: Pick<ExecutionEnded['detail'], 'status' | 'error' | 'cause'>): Ending {
  switch (detail.status) {
    case 'ABORTED':
      if (detail.error === 'RUN_CANCELLED') return cancelled(detail.cause);
      return {
        outcome: 'failed',
        error: runError('RUN_ABORTED', 'The run was stopped.', detail.cause || 'execution aborted'),
      };
    case 'TIMED_OUT':
      return {
        outcome: 'failed',
        error: runError('RUN_TIMED_OUT', 'The run took longer than it may.', 'execution timed out'),
      };
    case 'FAILED':
      return {
        outcome: 'failed',
        error: runErrorOf({ Error: detail.error || 'UNEXPECTED', Cause: detail.cause ?? '' }),
      };
  }
}
