import type { Candidate } from '../workload/candidate.ts';
import type { Ranges } from '../workload/ranges.ts';

/** A candidate whose hyperparameters are searched. */
export type TunedCandidate = Candidate & { readonly ranges: Ranges };

export const isTuned = (candidate: Candidate): candidate is TunedCandidate => candidate.ranges !== undefined;

/** Its trials take the first offer of capacity: a tuning job cannot go from one offer to the next. */
export const firstOffer = <T>([first]: readonly T[]): T => {
  if (first === undefined) throw new Error('a candidate has an offer of capacity');
  return first;
};
