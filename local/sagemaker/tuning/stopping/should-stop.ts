import type { HyperParameterTuningJobConfig } from '@aws-sdk/client-sagemaker';
import { resourcesOf } from '../resources.ts';
import type { TrialRun } from '../trial-run.ts';
import { bracketOf, isCut } from './hyperband.ts';
import { isBelowMedian } from './median.ts';

/** Whether a trial that has just reported its objective is to end now. `siblings`: all of its definition, in their order. */
export function shouldStop(
  config: HyperParameterTuningJobConfig,
  trial: TrialRun,
  siblings: readonly TrialRun[],
): boolean {
  if (config.Strategy === 'Hyperband') {
    const resources = resourcesOf(config, trial.definition);
    if (resources === undefined) return false;
    const bracket = (one: TrialRun): number => bracketOf(siblings.indexOf(one), resources);
    const own = bracket(trial);
    const others = siblings.filter((one) => one !== trial && bracket(one) === own).map(({ curve }) => curve);
    return isCut(trial.curve, own, others, resources);
  }
  if (config.TrainingJobEarlyStoppingType !== 'Auto') return false;
  const earlier = siblings.filter(({ objective }) => objective !== undefined).map(({ curve }) => curve);
  return isBelowMedian(trial.curve, earlier);
}
