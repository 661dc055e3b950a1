import { z } from 'zod';
import type { RunRecord } from '../conclude/run-record.ts';
import { type Trial, trialSchema } from './trial.ts';

/** `train/tuning.json`: what each trial of a tuning job came to, in the order of their beginning. */
export const tuningReportSchema = z.strictObject({
  schemaVersion: z.literal(1),
  jobName: z.string(),
  strategy: z.string(),
  objective: z.strictObject({ metric: z.string(), direction: z.enum(['maximize', 'minimize']) }),
  /** Tuning jobs that it started from. */
  startedFrom: z.array(z.string()).optional(),
  trials: z.array(trialSchema),
});
export type TuningReport = z.infer<typeof tuningReportSchema>;

/** A row of the catalog's table `trials`; its columns are these members. */
export interface TrialRow {
  readonly run_id: string;
  readonly tuning_job: string;
  readonly trial: string;
  readonly candidate: string;
  readonly status: string;
  readonly objective_metric: string;
  readonly objective: number | null;
  readonly is_best: boolean;
  readonly seconds: number | null;
  /** JSON of the searched hyperparameters, each value as text. */
  readonly hyperparameters: string;
}

export const trialRows = (runId: string, { jobName, objective, trials }: TuningReport): TrialRow[] =>
  trials.map((trial) => ({
    run_id: runId,
    tuning_job: jobName,
    trial: trial.jobName,
    candidate: trial.candidate,
    status: trial.status,
    objective_metric: objective.metric,
    objective: trial.objective ?? null,
    is_best: bestTrial(trial.candidate, objective.direction, trials)?.jobName === trial.jobName,
    seconds: trial.seconds ?? null,
    hyperparameters: JSON.stringify(trial.hyperparameters),
  }));

/**
 * The best trial of a candidate: of those that came to their end, for one that was stopped may have left half a model. Of
 * equal ones the first.
 */
export const bestTrial = (
  candidate: string,
  direction: TuningReport['objective']['direction'],
  trials: readonly Trial[],
): Trial | undefined =>
  trials
    .filter((trial) => trial.candidate === candidate && trial.status === 'Completed')
    .reduce<Trial | undefined>((best, trial) => {
      if (trial.objective === undefined) return best;
      if (best?.objective === undefined) return trial;
      const isBetter = direction === 'maximize' ? trial.objective > best.objective : trial.objective < best.objective;
      return isBetter ? trial : best;
    }, undefined);

/** What a run's record says of its tuning. */
export function tuningSummary({ jobName, objective, trials }: TuningReport): NonNullable<RunRecord['tuning']> {
  const candidates = [...new Set(trials.map(({ candidate }) => candidate))];
  const best = candidates.flatMap((candidate) => bestTrial(candidate, objective.direction, trials) ?? []);
  return {
    jobName,
    objective: objective.metric,
    trials: trials.length,
    succeeded: trials.filter(({ status, objective: value }) => status === 'Completed' && value !== undefined).length,
    best: best.flatMap(({ candidate, jobName: trial, objective: value, hyperparameters }) =>
      value === undefined ? [] : [{ candidate, jobName: trial, objective: value, hyperparameters }],
    ),
  };
}
