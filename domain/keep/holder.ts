import { endingOfExecution } from '../conclude/ending.ts';
import { runError } from '../conclude/run-error.ts';
import type { Ending } from '../conclude/run-record.ts';
import type { ExecutionState } from '../execution.ts';
import type { LeaseRecord } from '../lease/lease-record.ts';

/**
 * Whether the holder of a lease is at work, by its execution as seen now; undefined stands for one that does not exist.
 * A service may not know yet what has just begun, so such a holder is gone only when its lease has expired.
 */
export function holderIs(lease: LeaseRecord, seen: ExecutionState | undefined, now: Date): 'at-work' | 'gone' {
  switch (seen?.status) {
    case 'RUNNING':
    case 'PENDING_REDRIVE':
      return 'at-work';
    case undefined: {
      const expired = lease.expiresAt === undefined || Date.parse(lease.expiresAt) <= now.getTime();
      return expired ? 'gone' : 'at-work';
    }
    case 'SUCCEEDED':
    case 'FAILED':
    case 'TIMED_OUT':
    case 'ABORTED':
      return 'gone';
  }
}

/** How the run of a holder that is gone ended. */
export function endingOfGone(seen: ExecutionState | undefined): Ending {
  switch (seen?.status) {
    case 'FAILED':
    case 'TIMED_OUT':
    case 'ABORTED':
      return endingOfExecution({ status: seen.status, error: seen.error, cause: seen.cause });
    default: {
      const why = seen === undefined ? 'its execution no longer exists' : `its execution is ${seen.status}`;
      return { outcome: 'failed', error: runError('RUN_ABORTED', 'The run ended without concluding.', why) };
    }
  }
}
