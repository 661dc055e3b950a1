import type { CreateHyperParameterTuningJobCommandInput } from '@aws-sdk/client-sagemaker';
import { invalid } from '../../api/service-error.ts';
import { checkQuota, checkTrainingRules } from '../../operations/training-rules.ts';
import type { Capacity } from '../../spot/capacity.ts';
import { definitionsOf, type TuningDefinition } from '../definitions.ts';
import { trialRequest } from '../trial-request.ts';
import { checkRanges } from './range-rules.ts';
import { checkStrategy } from './strategy-rules.ts';

/**
 * Rules for tuning jobs that the service model cannot say (developer guide, "Perform Automatic Model Tuning").
 * @throws ServiceError ValidationException, ResourceLimitExceeded
 */
export function checkTuningRules(
  request: CreateHyperParameterTuningJobCommandInput,
  capacity: Pick<Capacity, 'levelOf'>,
): void {
  const definitions = definitionsOf(request);
  checkNumberOfDefinitions(request);
  for (const definition of definitions) {
    checkObjective(definition);
    checkRanges(definition);
    const trial = trialRequest(definition, 'trial', {}, capacity);
    checkTrainingRules(trial);
    checkQuota(capacity, trial);
  }
  checkStrategy(request);
}

function checkNumberOfDefinitions(request: CreateHyperParameterTuningJobCommandInput): void {
  const {
    HyperParameterTuningJobConfig: config,
    TrainingJobDefinition: single,
    TrainingJobDefinitions: several,
  } = request;
  if (request.Autotune !== undefined) throw invalid('Autotune is not supported by the local runtime.');
  if ((single === undefined) === (several === undefined)) {
    throw invalid('Specify either TrainingJobDefinition or TrainingJobDefinitions, and not both.');
  }
  if (several === undefined) return;
  if (config?.ParameterRanges !== undefined || config?.HyperParameterTuningJobObjective !== undefined) {
    throw invalid('With TrainingJobDefinitions, ranges and objectives belong to each definition.');
  }
  const names = several.map(({ DefinitionName }) => DefinitionName);
  if (names.includes(undefined)) throw invalid('DefinitionName is required in TrainingJobDefinitions.');
  if (new Set(names).size < names.length) throw invalid('Definition names must be unique within a tuning job.');
  if (several.length === 1) return;
  if (request.WarmStartConfig !== undefined)
    throw invalid('Warm start is supported with one training job definition only.');
  if (config?.TrainingJobEarlyStoppingType === 'Auto') {
    throw invalid('Early stopping is supported with one training job definition only.');
  }
}

function checkObjective({ objective, training }: TuningDefinition): void {
  if (objective === undefined) throw invalid('An objective is required for each training job definition.');
  const defined = training.AlgorithmSpecification?.MetricDefinitions ?? [];
  if (!defined.some(({ Name }) => Name === objective.MetricName)) {
    throw invalid(
      'A metric is required for this hyperparameter tuning job objective. Provide a metric in the metric definitions.',
    );
  }
}
