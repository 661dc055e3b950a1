import type { CreateTrainingJobCommandInput, ResourceConfig } from '@aws-sdk/client-sagemaker';
import type { Capacity } from '../spot/capacity.ts';
import type { TuningDefinition } from './definitions.ts';
import type { Values } from './search/dimension.ts';

/** Every trial is told what is looked for, under this name. */
export const OBJECTIVE_HYPERPARAMETER = '_tuning_objective_metric';

/** The request of a trial's training job. Of several instance types it gets the first one that there is (`Prioritized`). */
export function trialRequest(
  { training, objective }: TuningDefinition,
  name: string,
  values: Values,
  capacity: Pick<Capacity, 'levelOf'>,
): CreateTrainingJobCommandInput {
  const {
    DefinitionName: _name,
    TuningObjective: _objective,
    HyperParameterRanges: _ranges,
    StaticHyperParameters,
    HyperParameterTuningResourceConfig: _resources,
    AlgorithmSpecification,
    ...request
  } = training;
  return {
    ...request,
    TrainingJobName: name,
    AlgorithmSpecification,
    HyperParameters: {
      ...StaticHyperParameters,
      ...values,
      [OBJECTIVE_HYPERPARAMETER]: objective?.MetricName ?? '',
    },
    ResourceConfig: resourceConfig(training, capacity),
  };
}

function resourceConfig(
  {
    ResourceConfig: plain,
    HyperParameterTuningResourceConfig: tuning,
    EnableManagedSpotTraining,
  }: TuningDefinition['training'],
  capacity: Pick<Capacity, 'levelOf'>,
): ResourceConfig | undefined {
  if (tuning === undefined) return plain;
  const { InstanceConfigs = [], VolumeKmsKeyId, AllocationStrategy: _strategy, ...shared } = tuning;
  const purchase = EnableManagedSpotTraining ? 'spot' : 'on-demand';
  const isThere = (instanceType = ''): boolean => capacity.levelOf({ instanceType, purchase }) === 'available';
  const chosen = InstanceConfigs.find(({ InstanceType }) => isThere(InstanceType)) ?? InstanceConfigs[0];
  return {
    ...shared,
    ...chosen,
    VolumeSizeInGB: chosen?.VolumeSizeInGB ?? tuning.VolumeSizeInGB,
    ...(VolumeKmsKeyId === undefined ? {} : { VolumeKmsKeyId }),
  };
}
