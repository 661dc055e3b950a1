import type { Candidate } from '../workload/candidate.ts';
import type { Offer } from '../workload/capacity.ts';
import { quotaName } from './quota-name.ts';

type Trained = Pick<Candidate, 'name' | 'capacity' | 'instanceCount'>;

/** What of a workload decides which quotas its trainings need. */
export interface TrainedWorkload {
  readonly name: string;
  readonly candidates: readonly Trained[];
}

/** A quota that trainings count against, and how many instances of it they take. */
export interface NeededQuota extends Pick<Offer, 'instanceType' | 'purchase'> {
  readonly name: string;
  /** Of the largest job that has such an offer: AWS refuses it where the account may have fewer. */
  readonly perJob: number;
  /** Of the run that takes most at once, when all its candidates that may be trained side by side are on this offer. */
  readonly perRun: number;
}

/** The quotas that the workloads' trainings need, each once, in the order in which they are offered. */
export function neededQuotas(workloads: readonly TrainedWorkload[], parallelCandidates: number): NeededQuota[] {
  const needed = new Map<string, NeededQuota>();
  for (const { candidates } of workloads) {
    for (const { instanceType, purchase } of candidates.flatMap(({ capacity }) => capacity)) {
      const name = quotaName({ instanceType, purchase });
      const jobs = candidates
        .filter(({ capacity }) => capacity.some((offer) => quotaName(offer) === name))
        .map(({ instanceCount }) => instanceCount)
        .sort((one, other) => other - one);
      const perRun = jobs.slice(0, parallelCandidates).reduce((sum, instances) => sum + instances, 0);
      const before = needed.get(name);
      needed.set(name, {
        name,
        instanceType,
        purchase,
        perJob: Math.max(before?.perJob ?? 0, ...jobs),
        perRun: Math.max(before?.perRun ?? 0, perRun),
      });
    }
  }
  return [...needed.values()];
}

/** `refused`: AWS refuses a job that may take it. `in-turn`: it has every job, but not all of a run's at once. */
export type QuotaVerdict = 'enough' | 'in-turn' | 'refused';

export function quotaVerdict({ perJob, perRun }: Pick<NeededQuota, 'perJob' | 'perRun'>, limit: number): QuotaVerdict {
  if (limit >= perRun) return 'enough';
  return limit >= perJob ? 'in-turn' : 'refused';
}

/**
 * Candidates with this quota among their offers that AWS refuses on every one of them, as `<workload>/<candidate>`.
 * `limits` has instances by the name of their quota; one that is not there refuses nobody.
 */
export const strandedCandidates = (
  workloads: readonly TrainedWorkload[],
  quota: string,
  limits: ReadonlyMap<string, number>,
): string[] =>
  workloads.flatMap(({ name, candidates }) =>
    candidates
      .filter(({ capacity }) => capacity.some((offer) => quotaName(offer) === quota))
      .filter(({ capacity, instanceCount }) =>
        capacity.every((offer) => (limits.get(quotaName(offer)) ?? Number.POSITIVE_INFINITY) < instanceCount),
      )
      .map((candidate) => `${name}/${candidate.name}`),
  );
