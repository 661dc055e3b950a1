import {
  type HyperParameterTrainingJobSummary,
  paginateListTrainingJobsForHyperParameterTuningJob,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { Trial } from '../../domain/tune/trial.ts';

/** The training jobs of a tuning job, in the order of their names. */
export async function listTrials(client: SageMakerClient, tuningJobName: string): Promise<Trial[]> {
  const pages = paginateListTrainingJobsForHyperParameterTuningJob(
    { client, pageSize: 100 },
    { HyperParameterTuningJobName: tuningJobName, SortBy: 'Name', SortOrder: 'Ascending' },
  );
  const trials: Trial[] = [];
  for await (const { TrainingJobSummaries = [] } of pages) trials.push(...TrainingJobSummaries.map(trialOf));
  return trials;
}

function trialOf(summary: HyperParameterTrainingJobSummary): Trial {
  const { TrainingStartTime: start, TrainingEndTime: end, TrainingJobStatus: status = 'InProgress' } = summary;
  const objective = summary.FinalHyperParameterTuningJobObjectiveMetric?.Value;
  return {
    candidate: summary.TrainingJobDefinitionName ?? '',
    jobName: summary.TrainingJobName ?? '',
    status: status === 'Deleting' ? 'Stopped' : status,
    hyperparameters: summary.TunedHyperParameters ?? {},
    ...(objective === undefined ? {} : { objective }),
    ...(start && end ? { seconds: (end.getTime() - start.getTime()) / 1000 } : {}),
    ...(summary.FailureReason === undefined ? {} : { reason: summary.FailureReason }),
  };
}
