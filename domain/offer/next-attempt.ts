import { runError } from '../conclude/run-error.ts';
import type { RunError } from '../conclude/run-record.ts';
import type { JobOffer } from '../prepare/messages.ts';
import type { LeftFor, LeftOffer } from './attempt.ts';
import { offerRequest, type Volume } from './job-request.ts';
import type { OfferAnswer, OfferedTraining } from './messages.ts';
import { type EndedAttempt, whyLeft } from './why-left.ts';

export interface Attempts {
  readonly training: OfferedTraining;
  readonly volume: Volume;
  /** The job before this one, how it ended without a model, and the offers that were left before it. */
  readonly before?: EndedAttempt & { readonly jobName: string; readonly left: readonly LeftOffer[] };
}

/**
 * The next job of a candidate, or why there is none. Every offer is taken once and in its order, under a name of its own,
 * and all of them share the candidate's checkpoints.
 */
export function nextAttempt({ training, volume, before }: Attempts): OfferAnswer {
  const { offers } = training;
  const at = offers.findIndex(({ jobName }) => jobName === before?.jobName);
  const last = offers[at];
  const left = [...(before?.left ?? [])];
  if (before !== undefined && last !== undefined) {
    const why = whyLeft(before);
    if (why === undefined) return { outcome: 'failed', jobName: last.jobName, left, error: before.error };
    left.push(leftOffer(last, why, before));
  }
  const next = offers[at + 1];
  if (next === undefined) {
    return { outcome: 'failed', jobName: last?.jobName ?? '', left, error: withoutCapacity(left, before?.error) };
  }
  const { jobName, waitSeconds } = next;
  return { outcome: 'create', jobName, waitSeconds, request: offerRequest(next, training, volume), left };
}

const leftOffer = (
  { jobName, instanceType, purchase }: JobOffer,
  why: LeftFor,
  { error }: EndedAttempt,
): LeftOffer => ({ jobName, instanceType, purchase, why, said: error.what });

const IN_WORDS: Readonly<Record<LeftFor, string>> = {
  quota: 'over the quota of the account',
  'no-capacity': 'no capacity',
  waited: 'no machine within the time that it may wait',
  interrupted: 'interrupted too often',
  'service-fault': 'the service failed',
};

/** The end of a candidate for which no offer of capacity was good. Of a quota the service says which one to raise. */
function withoutCapacity(left: readonly LeftOffer[], last: RunError | undefined): RunError {
  const isQuota = left.every(({ why }) => why === 'quota');
  const code = isQuota ? 'QUOTA_EXCEEDED' : 'CAPACITY_UNAVAILABLE';
  if (left.length === 1 && last?.code === code) return last;
  const tried = left
    .map(({ purchase, instanceType, why }) => `${purchase} ${instanceType}: ${IN_WORDS[why]}`)
    .join('; ');
  const said = left.map((offer) => offer.said).join(' ');
  return isQuota
    ? runError(code, `The account may have none of the machines. ${said}`, tried)
    : runError(code, `No machine was to be had that stayed (${tried}).`, said);
}
