import { PlatformError } from '../errors.ts';
import type { LeaseRecord } from './lease-record.ts';

/** The error of who wants a lease now and does not queue for it. Says who has it, and since when. */
export function leaseHeld({ workload, runId, holder, acquiredAt }: LeaseRecord, now: Date): PlatformError {
  const minutes = acquiredAt === undefined ? undefined : Math.floor((now.getTime() - Date.parse(acquiredAt)) / 60_000);
  const age = minutes === undefined ? '' : `, for ${minutes < 1 ? 'less than a minute' : `${minutes} min`}`;
  return new PlatformError(
    'LEASE_HELD',
    `Run ${runId ?? 'unknown'} of ${workload} goes on${age}; one runs at a time.`,
    {
      next: runId === undefined ? 'Try again when it is over.' : `Follow it: \`trainyard run ${runId} --watch\`.`,
      details: { holder, runId, acquiredAt },
    },
  );
}
