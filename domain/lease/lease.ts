import type { LeaseRecord } from './lease-record.ts';

/** Three beats of `keep`: a lease without any may be taken from a holder whose execution no longer runs. */
export const LEASE_SECONDS = 900;

/** How an execution stands towards the lease. */
export type Claim =
  | { readonly kind: 'free' }
  | { readonly kind: 'mine'; readonly runId: string | undefined }
  | { readonly kind: 'busy'; readonly holder: string }
  | { readonly kind: 'expired'; readonly holder: string; readonly lease: LeaseRecord };

/** Who may have the lease now. `expired` may be taken over only when the holder's execution no longer runs. */
export function claimOf(lease: LeaseRecord | undefined, executionArn: string, now: Date): Claim {
  if (lease?.holder === undefined) return { kind: 'free' };
  if (lease.holder === executionArn) return { kind: 'mine', runId: lease.runId };
  const expired = lease.expiresAt === undefined || Date.parse(lease.expiresAt) <= now.getTime();
  return expired ? { kind: 'expired', holder: lease.holder, lease } : { kind: 'busy', holder: lease.holder };
}

export interface Acquisition {
  readonly workload: string;
  readonly executionArn: string;
  readonly runId: string;
  /** True for a run that leaves open what was asked for before it: one that goes on by its old plan, and a try. */
  readonly leavesRequest?: boolean | undefined;
  readonly now: Date;
}

/** The lease in the hands of an execution. Its fencing token is new, unless the execution held it already. */
export function acquire(lease: LeaseRecord | undefined, by: Acquisition): LeaseRecord {
  const token = lease?.fencingToken ?? 0;
  return {
    workload: by.workload,
    record: 'lease',
    holder: by.executionArn,
    runId: by.runId,
    acquiredAt: by.now.toISOString(),
    ...beatAt(by.now),
    fencingToken: lease?.holder === by.executionArn ? token : token + 1,
    // A new run reads every upload that was recorded before it, so earlier requests are served by it.
    rerunRequested: by.leavesRequest === true && (lease?.rerunRequested ?? false),
  };
}

const beatAt = (now: Date): { heartbeatAt: string; expiresAt: string } => ({
  heartbeatAt: now.toISOString(),
  expiresAt: new Date(now.getTime() + LEASE_SECONDS * 1000).toISOString(),
});

/** The lease after a sign of life of the holder of this token. A clock that runs behind never shortens it. */
export function beat(lease: LeaseRecord, fencingToken: number, now: Date): LeaseRecord {
  const isOlder = lease.heartbeatAt !== undefined && Date.parse(lease.heartbeatAt) >= now.getTime();
  return !holds(lease, fencingToken) || isOlder ? lease : { ...lease, ...beatAt(now) };
}

/** Leaves word that another run is wanted: whoever holds the lease starts it when it is done. */
export const requestRerun = (lease: LeaseRecord): LeaseRecord => ({ ...lease, rerunRequested: true });

/** True while the holder of this token may write. */
export const holds = (lease: LeaseRecord | undefined, fencingToken: number): boolean =>
  lease?.holder !== undefined && lease.fencingToken === fencingToken;

/** The free lease. It keeps the request for a rerun until that run has been started. */
export const release = ({ workload, fencingToken, rerunRequested }: LeaseRecord): LeaseRecord => ({
  workload,
  record: 'lease',
  fencingToken,
  rerunRequested,
});

/** True when the run with this token ended and nobody has started the requested one. */
export const owesRerun = (lease: LeaseRecord | undefined, fencingToken: number): boolean =>
  lease !== undefined && lease.holder === undefined && lease.fencingToken === fencingToken && lease.rerunRequested;
