import type { RunRecord } from '../conclude/run-record.ts';
import { candidateOfJob } from '../names.ts';
import type { TrainingJob } from '../prepare/messages.ts';
import { hourlyPrice } from './hourly-price.ts';

/**
 * US dollars that trainings may cost when each takes as long as it ever did in these runs, on the dearest of its offers of
 * capacity and all its machines. One that was never trained counts nothing: nobody knows.
 */
export const forecastDollars = (
  trainings: readonly Pick<TrainingJob, 'candidate' | 'offers' | 'instanceCount'>[],
  runs: readonly RunRecord[],
  region: string,
): number =>
  trainings.reduce((sum, { candidate, offers, instanceCount }) => {
    const dearest = Math.max(...offers.map(({ instanceType }) => hourlyPrice(instanceType, region).dollars));
    return sum + ((longestTraining(candidate, runs) ?? 0) / 3_600) * instanceCount * dearest;
  }, 0);

/** Seconds of the longest training of a candidate in these runs, a trial of it too; undefined when there was none. */
export function longestTraining(candidate: string, runs: readonly RunRecord[]): number | undefined {
  const trained = runs.flatMap(({ workload, runId, usage = [] }) =>
    usage.filter((job) => (job.candidate ?? candidateOfJob(workload, runId, job.jobName)) === candidate),
  );
  if (trained.length === 0) return undefined;
  return Math.max(...trained.map(({ seconds, trainingSeconds = seconds }) => trainingSeconds));
}
