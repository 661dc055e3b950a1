import type { CreateHyperParameterTuningJobCommandInput } from '@aws-sdk/client-sagemaker';
import { canonicalJson } from '../../../../domain/hash.ts';
import { invalid, ServiceError } from '../../api/service-error.ts';
import type { TuningJob } from '../../state/records.ts';
import { definitionsOf, type TuningDefinition } from '../definitions.ts';
import { namesOf } from './range-rules.ts';

/**
 * Rules for a warm start ("Warm Start Tuning Job Restrictions" in the developer guide).
 * @throws ServiceError ValidationException, ResourceNotFound
 */
export function checkWarmStart(
  request: CreateHyperParameterTuningJobCommandInput,
  find: (name: string) => TuningJob | undefined,
): void {
  const { WarmStartConfig: warm, HyperParameterTuningJobConfig: config } = request;
  const [definition] = definitionsOf(request);
  if (warm === undefined || definition === undefined) return;
  if (config?.Strategy !== 'Bayesian' && config?.Strategy !== 'Random') {
    throw invalid('A warm start needs the Bayesian or the Random strategy.');
  }
  const names = (warm.ParentHyperParameterTuningJobs ?? []).map((parent) => parent.HyperParameterTuningJobName ?? '');
  if (new Set(names).size < names.length) throw invalid('Parent hyperparameter tuning jobs must be different.');
  for (const name of names) {
    const parent = find(name);
    if (parent === undefined)
      throw new ServiceError('ResourceNotFound', `The parent tuning job ${name} does not exist.`);
    checkParent(parent, definition, warm.WarmStartType === 'IdenticalDataAndAlgorithm');
  }
}

function checkParent(parent: TuningJob, definition: TuningDefinition, isIdentical: boolean): void {
  if (parent.status === 'InProgress' || parent.status === 'Stopping') {
    throw invalid(`The parent tuning job ${parent.name} is in status ${parent.status}; it must have ended.`);
  }
  const [before, ...others] = definitionsOf(parent.request);
  if (before === undefined || others.length > 0) {
    throw invalid(`The parent tuning job ${parent.name} must have one training job definition.`);
  }
  if (canonicalJson(before.objective) !== canonicalJson(definition.objective)) {
    throw invalid(`The objective metric must be that of the parent tuning job ${parent.name}.`);
  }
  // A static hyperparameter may become tunable and the other way round; none may come or go.
  if (canonicalJson(hyperparametersOf(before)) !== canonicalJson(hyperparametersOf(definition))) {
    throw invalid(`Static and tunable hyperparameters together must be those of the parent tuning job ${parent.name}.`);
  }
  if (isIdentical && canonicalJson(sourceOf(before)) !== canonicalJson(sourceOf(definition))) {
    throw invalid(
      `IdenticalDataAndAlgorithm needs the input data and the training image of the parent tuning job ${parent.name}.`,
    );
  }
}

const hyperparametersOf = ({ ranges, training }: TuningDefinition): string[] =>
  [...namesOf(ranges), ...Object.keys(training.StaticHyperParameters ?? {})].sort();

const sourceOf = ({ training }: TuningDefinition) => [
  training.InputDataConfig,
  training.AlgorithmSpecification?.TrainingImage,
];
