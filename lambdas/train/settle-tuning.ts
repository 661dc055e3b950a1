import type { RunError } from '../../domain/conclude/run-record.ts';
import { isUnderWay } from '../../domain/job/observation.ts';
import type { CandidateJob } from '../../domain/prepare/messages.ts';
import { trainResult, tuningResult } from '../../domain/train/outcome.ts';
import type { TrainResult } from '../../domain/train/results.ts';
import { objectiveOf } from '../../domain/tune/objective.ts';
import { bestTrial, type TuningReport } from '../../domain/tune/report.ts';
import type { WorkloadConfig } from '../../domain/workload/schema.ts';
import type { Jobs } from '../adapters/jobs.ts';

export interface SettledTuning {
  readonly report: TuningReport;
  readonly results: readonly TrainResult[];
}

/**
 * What became of the candidates of a tuning job: each is the best of its trials, also when the job itself was cut short.
 * A job that nobody waits for any more is stopped, and its trials with it.
 */
export async function settleTuning(
  jobName: string,
  candidates: readonly CandidateJob[],
  config: WorkloadConfig,
  error: RunError | undefined,
  jobs: Jobs,
): Promise<SettledTuning> {
  const seen = await jobs.describe('tuning', jobName);
  if (isUnderWay(seen)) await jobs.stop('tuning', jobName);
  const trials = seen === undefined ? [] : await jobs.trials(jobName);
  const objective = objectiveOf(config);
  const parents = config.tune.warmStart ? ((await jobs.searched(jobName))?.parents ?? []) : [];
  const report: TuningReport = {
    schemaVersion: 1,
    jobName,
    strategy: config.tune.strategy,
    objective,
    ...(parents.length === 0 ? {} : { startedFrom: [...parents] }),
    trials,
  };
  const results = await Promise.all(
    candidates.map(async ({ candidate, family }): Promise<TrainResult> => {
      const best = bestTrial(candidate, objective.direction, trials);
      if (best === undefined) return tuningResult({ candidate, family, jobName }, seen, trials, error);
      return trainResult({ candidate, family, jobName: best.jobName }, await jobs.describe('training', best.jobName));
    }),
  );
  return { report, results };
}
