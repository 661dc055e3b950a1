import type { JobObservation } from '../job/observation.ts';
import type { JobOffer } from '../prepare/messages.ts';
import type { StoppedForCapacity } from './attempt.ts';

export interface WatchedOffer {
  readonly offer: Pick<JobOffer, 'waitSeconds'>;
  readonly interruptionsPerOffer: number;
  /** True when there is no other offer to go on with. */
  readonly isLast: boolean;
  readonly seen: JobObservation | undefined;
  readonly now: Date;
}

/**
 * Why a job should make room for its candidate's next offer. One that waits for a machine goes on waiting on AWS until its
 * whole time is over, and one that is interrupted again and again makes little way; the last offer is kept all the same.
 */
export function whyStop(watched: WatchedOffer): StoppedForCapacity['why'] | undefined {
  const { offer, interruptionsPerOffer, isLast, seen, now } = watched;
  if (seen?.status !== 'InProgress') return undefined;
  const waitedMs = seen.waitingSince === undefined ? 0 : now.getTime() - seen.waitingSince.getTime();
  if (waitedMs >= offer.waitSeconds * 1000) return 'waited';
  return !isLast && (seen.interruptions ?? 0) >= interruptionsPerOffer ? 'interrupted' : undefined;
}
