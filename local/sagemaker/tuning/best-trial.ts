import type { TrainingJob, TuningJob } from '../state/records.ts';
import { definitionsOf, signOf } from './definitions.ts';
import { objectiveOf } from './objective.ts';

/**
 * The trial with the best objective of those that left a model. Definitions are compared when they look for the same
 * metric; else the first one's counts.
 */
export function bestTrial(job: TuningJob, trials: readonly TrainingJob[]): TrainingJob | undefined {
  const [first] = definitionsOf(job.request);
  if (first === undefined) return undefined;
  const comparable = new Set(
    definitionsOf(job.request)
      .filter(({ objective }) => objective?.MetricName === first.objective?.MetricName)
      .map(({ name }) => name),
  );
  const sign = signOf(first);
  return trials
    .filter(
      ({ status, trial }) => (status === 'Completed' || status === 'Stopped') && comparable.has(trial?.definition),
    )
    .reduce<TrainingJob | undefined>((best, one) => {
      const value = objectiveOf(one);
      if (value === undefined) return best;
      const least = best && objectiveOf(best);
      return least === undefined || sign * value > sign * least ? one : best;
    }, undefined);
}
