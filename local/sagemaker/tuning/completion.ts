import type { TuningJob } from '../state/records.ts';
import { signOf } from './definitions.ts';
import type { TrialRun } from './trial-run.ts';

/** After so many failures without a success, a tuning job gives up. */
const MOST_FIRST_FAILURES = 5;

/** Why no more trials are to start, and those that run are to stop, before their number is reached; undefined to go on. */
export function completion(
  { request }: TuningJob,
  trials: readonly TrialRun[],
): 'failing' | 'target' | 'not-improving' | undefined {
  const ended = trials.filter(({ hasEnded }) => hasEnded);
  if (ended.length >= MOST_FIRST_FAILURES && ended.every(({ objective }) => objective === undefined)) return 'failing';
  const { TargetObjectiveMetricValue: target, BestObjectiveNotImproving: improving } =
    request.HyperParameterTuningJobConfig?.TuningJobCompletionCriteria ?? {};
  if (target !== undefined && ended.some((trial) => isReached(trial, target))) return 'target';
  const most = improving?.MaxNumberOfTrainingJobsNotImproving;
  return most !== undefined && notImproving(trials) >= most ? 'not-improving' : undefined;
}

const isReached = ({ objective, definition }: TrialRun, target: number): boolean =>
  objective !== undefined && objective >= signOf(definition) * target;

/** How many trials have ended since the best one, in the order of their beginning. */
export function notImproving(trials: readonly TrialRun[]): number {
  const objectives = trials.flatMap(({ objective }) => objective ?? []);
  return objectives.length === 0 ? 0 : objectives.length - 1 - objectives.indexOf(Math.max(...objectives));
}

/** Why a tuning job whose trials have all ended has failed, in the service's words; undefined when one succeeded. */
export function withoutSuccess(trials: readonly TrialRun[]): string | undefined {
  if (trials.some(({ objective }) => objective !== undefined)) return undefined;
  return trials.some(({ ending }) => ending === 'Completed')
    ? `No objective metrics found after running ${trials.length} training jobs. Please ensure that the custom algorithm ` +
        'is emitting the objective metric as defined by the regular expression provided.'
    : `No training job succeeded after ${trials.length} attempts. Please take a look at the training job failures to get ` +
        'more details.';
}
