import type {
  CreateHyperParameterTuningJobCommandInput,
  HyperParameterTrainingJobDefinition,
  HyperParameterTuningJobObjective,
  ParameterRanges,
} from '@aws-sdk/client-sagemaker';

/** One family of trials of a tuning job. */
export interface TuningDefinition {
  /** Undefined where the job has but one and did not name it. */
  readonly name: string | undefined;
  readonly training: HyperParameterTrainingJobDefinition;
  readonly objective: HyperParameterTuningJobObjective | undefined;
  readonly ranges: ParameterRanges;
}

/** The definitions of a tuning job. One alone may leave objective and ranges to the job's configuration. */
export function definitionsOf(request: CreateHyperParameterTuningJobCommandInput): TuningDefinition[] {
  const { HyperParameterTuningJobConfig: config, TrainingJobDefinition: single } = request;
  const all = single === undefined ? (request.TrainingJobDefinitions ?? []) : [single];
  return all.map((training) => ({
    name: training.DefinitionName,
    training,
    objective: training.TuningObjective ?? config?.HyperParameterTuningJobObjective,
    ranges: training.HyperParameterRanges ?? config?.ParameterRanges ?? {},
  }));
}

/** 1 or -1: times the metric, the higher is the better. */
export const signOf = ({ objective }: Pick<TuningDefinition, 'objective'>): number =>
  objective?.Type === 'Minimize' ? -1 : 1;
