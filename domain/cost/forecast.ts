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
    return sum + (longestSeconds(candidate, runs) / 3_600) * instanceCount * dearest;
  }, 0);

function longestSeconds(candidate: string, runs: readonly RunRecord[]): number {
  const trained = runs.flatMap(({ workload, runId, usage = [] }) =>
    usage.filter(({ jobName }) => candidateOfJob(workload, runId, jobName) === candidate),
  );
  return Math.max(0, ...trained.map(({ seconds, trainingSeconds = seconds }) => trainingSeconds));
}
