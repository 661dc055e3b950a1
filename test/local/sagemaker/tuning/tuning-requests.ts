import type {
  CreateHyperParameterTuningJobCommandInput,
  HyperParameterTrainingJobDefinition,
  HyperParameterTuningJobConfig,
} from '@aws-sdk/client-sagemaker';
import { ROLE } from '../cloud.ts';
import { IMAGE } from '../plane-under-test.ts';

export const OBJECTIVE = { Type: 'Maximize', MetricName: 'score' } as const;

export const definition = (change: Partial<HyperParameterTrainingJobDefinition> = {}) =>
  ({
    RoleArn: ROLE,
    AlgorithmSpecification: {
      TrainingImage: IMAGE,
      TrainingInputMode: 'File',
      MetricDefinitions: [{ Name: 'score', Regex: 'score=([-+.0-9e]+);' }],
    },
    StaticHyperParameters: { seed: '7' },
    InputDataConfig: [
      { ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://lake/train/' } } },
    ],
    OutputDataConfig: { S3OutputPath: 's3://artifacts/tuned/' },
    ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 5 },
    StoppingCondition: { MaxRuntimeInSeconds: 60 },
    Environment: { MODE: 'tune' },
    ...change,
  }) satisfies HyperParameterTrainingJobDefinition;

export const X = { Name: 'x', MinValue: '0', MaxValue: '1' };

/** Random search over `x` with one definition, 4 trials, 2 at once. */
export const tuningJob = (
  name: string,
  config: Partial<HyperParameterTuningJobConfig> = {},
  rest: Partial<CreateHyperParameterTuningJobCommandInput> = {},
): CreateHyperParameterTuningJobCommandInput => ({
  HyperParameterTuningJobName: name,
  HyperParameterTuningJobConfig: {
    Strategy: 'Random',
    HyperParameterTuningJobObjective: OBJECTIVE,
    ResourceLimits: { MaxNumberOfTrainingJobs: 4, MaxParallelTrainingJobs: 2 },
    ParameterRanges: { ContinuousParameterRanges: [X] },
    RandomSeed: 1,
    ...config,
  },
  TrainingJobDefinition: definition(),
  ...rest,
});

/** Several definitions have ranges and objectives of their own. */
export const severalDefinitions = (
  definitions: readonly HyperParameterTrainingJobDefinition[],
): Partial<CreateHyperParameterTuningJobCommandInput> => ({
  TrainingJobDefinition: undefined,
  TrainingJobDefinitions: [...definitions],
});
