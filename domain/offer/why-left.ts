import { isRestarted, isWithoutCapacity } from '../conclude/run-error.ts';
import type { RunError } from '../conclude/run-record.ts';
import type { JobObservation } from '../job/observation.ts';
import type { LeftFor, StoppedForCapacity } from './attempt.ts';

export interface EndedAttempt {
  /** Undefined for a job that was never created. */
  readonly seen: JobObservation | undefined;
  /** What the look at the job made of its end. */
  readonly error: RunError;
  /** Set when the platform stopped the job itself. */
  readonly stopped: StoppedForCapacity | undefined;
}

/**
 * Why another offer may do what this job did not, or undefined when it would not: the container failed, its time is over,
 * somebody stopped it, the request itself was refused.
 */
export function whyLeft({ seen, error, stopped }: EndedAttempt): LeftFor | undefined {
  switch (seen?.status) {
    case undefined:
      if (error.code === 'QUOTA_EXCEEDED') return 'quota';
      return error.code === 'CAPACITY_UNAVAILABLE' ? 'no-capacity' : undefined;
    case 'Completed':
      return undefined;
    case 'Failed':
      return ofFailure(seen.failureReason ?? '');
    case 'Stopped':
      return stopped?.why ?? (isWithoutCapacity(seen.failureReason ?? '') ? 'waited' : undefined);
    case 'InProgress':
    case 'Stopping':
      // It was given up while it waited for a machine, and is being stopped.
      return error.code === 'CAPACITY_UNAVAILABLE' ? 'waited' : undefined;
  }
}

function ofFailure(reason: string): LeftFor | undefined {
  if (isWithoutCapacity(reason)) return 'no-capacity';
  // A local runtime that was restarted is no broken machine: the run is resumed as a whole.
  return reason.startsWith('InternalServerError') && !isRestarted(reason) ? 'service-fault' : undefined;
}
