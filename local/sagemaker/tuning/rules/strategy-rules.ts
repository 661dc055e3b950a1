import type {
  CreateHyperParameterTuningJobCommandInput,
  HyperParameterTuningJobConfig,
} from '@aws-sdk/client-sagemaker';
import { invalid, ServiceError } from '../../api/service-error.ts';
import { definitionsOf, type TuningDefinition } from '../definitions.ts';
import { dimensionsOf } from '../dimensions.ts';
import { resourcesOf } from '../resources.ts';
import { sizeOf } from '../search/space.ts';

/** Quotas of the service per tuning job. */
const MOST_TRIALS = 750;
const MOST_PARALLEL_TRIALS = 100;

/**
 * Rules for strategy, limits and early stopping that the service model cannot say.
 * @throws ServiceError ValidationException, ResourceLimitExceeded
 */
export function checkStrategy(request: CreateHyperParameterTuningJobCommandInput): void {
  const config = request.HyperParameterTuningJobConfig;
  if (config === undefined) return;
  const definitions = definitionsOf(request);
  checkLimits(config);
  if (config.Strategy === 'Grid') checkGrid(config, definitions);
  if (config.Strategy === 'Hyperband') checkHyperband(config, definitions);
  else if (config.StrategyConfig?.HyperbandStrategyConfig !== undefined) {
    throw invalid('HyperbandStrategyConfig is allowed with the Hyperband strategy only.');
  }
  if (config.TuningJobCompletionCriteria?.ConvergenceDetected?.CompleteOnConvergence === 'Enabled') {
    throw invalid('CompleteOnConvergence is not supported by the local runtime.');
  }
}

function checkLimits({
  Strategy,
  ResourceLimits = { MaxParallelTrainingJobs: 1 },
}: HyperParameterTuningJobConfig): void {
  const { MaxNumberOfTrainingJobs: most, MaxParallelTrainingJobs: parallel = 1, MaxRuntimeInSeconds } = ResourceLimits;
  if (most === undefined && MaxRuntimeInSeconds === undefined && Strategy !== 'Grid') {
    throw invalid('ResourceLimits must have MaxNumberOfTrainingJobs or MaxRuntimeInSeconds.');
  }
  if (most !== undefined && parallel > most) {
    throw invalid('MaxParallelTrainingJobs must not be greater than MaxNumberOfTrainingJobs.');
  }
  checkQuota('Number of training jobs per hyperparameter tuning job', most ?? 1, MOST_TRIALS);
  checkQuota('Number of parallel training jobs per hyperparameter tuning job', parallel, MOST_PARALLEL_TRIALS);
}

function checkQuota(quota: string, wanted: number, limit: number): void {
  if (wanted <= limit) return;
  throw new ServiceError(
    'ResourceLimitExceeded',
    `The account-level service limit '${quota}' is ${limit}, with a request delta of ${wanted}.`,
  );
}

function checkGrid({ ResourceLimits }: HyperParameterTuningJobConfig, definitions: readonly TuningDefinition[]): void {
  const dimensions = definitions.map(({ ranges }) => dimensionsOf(ranges));
  if (dimensions.flat().some(({ kind }) => kind !== 'categorical')) {
    throw invalid('The Grid strategy supports categorical parameter ranges only.');
  }
  const trials = dimensions.reduce((sum, one) => sum + sizeOf(one), 0);
  checkQuota('Number of training jobs per hyperparameter tuning job', trials, MOST_TRIALS);
  const most = ResourceLimits?.MaxNumberOfTrainingJobs;
  if (most !== undefined && most !== trials) {
    throw invalid(
      `MaxNumberOfTrainingJobs is ${most}, but the grid has ${trials} combinations. Leave it out with the Grid strategy, ` +
        'or give that number.',
    );
  }
}

function checkHyperband(config: HyperParameterTuningJobConfig, definitions: readonly TuningDefinition[]): void {
  if (config.TrainingJobEarlyStoppingType === 'Auto') {
    throw invalid('TrainingJobEarlyStoppingType must be Off with the Hyperband strategy, which stops trials itself.');
  }
  for (const definition of definitions) {
    const resources = resourcesOf(config, definition);
    if (resources === undefined) {
      throw invalid(
        'The Hyperband strategy needs MaxResource, or a static hyperparameter such as epochs to take it from.',
      );
    }
    if (resources.min > resources.max) throw invalid('MinResource must not be greater than MaxResource.');
  }
}
