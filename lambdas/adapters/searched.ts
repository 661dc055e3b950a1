import type {
  DescribeHyperParameterTuningJobResponse,
  HyperParameterTrainingJobDefinition,
  ParameterRanges,
} from '@aws-sdk/client-sagemaker';
import type { Searched } from '../../domain/tune/warm-start.ts';

type Definition = Pick<
  HyperParameterTrainingJobDefinition,
  'TuningObjective' | 'HyperParameterRanges' | 'StaticHyperParameters' | 'AlgorithmSpecification' | 'InputDataConfig'
>;
interface Described
  extends Pick<
    DescribeHyperParameterTuningJobResponse,
    'HyperParameterTuningJobName' | 'HyperParameterTuningJobStatus' | 'WarmStartConfig'
  > {
  readonly TrainingJobDefinitions?: readonly Definition[] | undefined;
}

/** What a tuning job searched; undefined where it goes on, or has several definitions: nothing starts from such a one. */
export function searchedBy(job: Described): Searched | undefined {
  const { HyperParameterTuningJobStatus: status, HyperParameterTuningJobName: jobName = '' } = job;
  const [definition, ...others] = job.TrainingJobDefinitions ?? [];
  const { TuningObjective: objective } = definition ?? {};
  if (status === 'InProgress' || status === 'Stopping' || others.length > 0) return undefined;
  if (definition === undefined || objective?.Type === undefined || objective.MetricName === undefined) return undefined;
  return {
    jobName,
    objective: { Type: objective.Type, MetricName: objective.MetricName },
    hyperparameters: hyperparametersOf(definition),
    imageUri: definition.AlgorithmSpecification?.TrainingImage ?? '',
    channels: channelsOf(definition),
    parents: (job.WarmStartConfig?.ParentHyperParameterTuningJobs ?? []).flatMap(
      ({ HyperParameterTuningJobName }) => HyperParameterTuningJobName ?? [],
    ),
  };
}

const hyperparametersOf = ({ HyperParameterRanges, StaticHyperParameters }: Definition): string[] => [
  ...rangesOf(HyperParameterRanges).flatMap(({ Name }) => Name ?? []),
  ...Object.keys(StaticHyperParameters ?? {}),
];

const rangesOf = (ranges: ParameterRanges | undefined): { readonly Name?: string | undefined }[] => [
  ...(ranges?.IntegerParameterRanges ?? []),
  ...(ranges?.ContinuousParameterRanges ?? []),
  ...(ranges?.CategoricalParameterRanges ?? []),
];

const channelsOf = ({ InputDataConfig = [] }: Definition): Record<string, string> =>
  Object.fromEntries(
    InputDataConfig.map(({ ChannelName, DataSource }) => [ChannelName ?? '', DataSource?.S3DataSource?.S3Uri ?? '']),
  );
