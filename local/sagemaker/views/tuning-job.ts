import type {
  DescribeHyperParameterTuningJobCommandOutput,
  HyperParameterTrainingJobSummary,
  HyperParameterTuningJobSummary,
  ObjectiveStatus,
  ObjectiveStatusCounters,
  TrainingJobStatusCounters,
} from '@aws-sdk/client-sagemaker';
import type { TrainingJob, TuningJob } from '../state/records.ts';
import { bestTrial } from '../tuning/best-trial.ts';
import { definitionsOf } from '../tuning/definitions.ts';
import { objectiveOf } from '../tuning/objective.ts';
import { dateOf } from './date-of.ts';

/** A tuning job as DescribeHyperParameterTuningJob answers it. `parentsBest`: the best trials of a warm start's parents. */
export function describeTuningJob(
  job: TuningJob,
  trials: readonly TrainingJob[],
  parentsBest: readonly TrainingJob[] = [],
): Omit<DescribeHyperParameterTuningJobCommandOutput, '$metadata'> {
  const { Tags: _tags, HyperParameterTuningJobConfig, ...request } = job.request;
  const best = bestTrial(job, trials);
  const isIdentical = request.WarmStartConfig?.WarmStartType === 'IdenticalDataAndAlgorithm';
  const overall = bestTrial(job, [...parentsBest, ...trials]);
  return {
    ...request,
    HyperParameterTuningJobName: job.name,
    HyperParameterTuningJobArn: job.arn,
    HyperParameterTuningJobConfig,
    HyperParameterTuningJobStatus: job.status,
    CreationTime: new Date(job.createdAt),
    HyperParameterTuningEndTime: dateOf(job.endedAt),
    LastModifiedTime: new Date(job.modifiedAt),
    TrainingJobStatusCounters: statusCounters(trials),
    ObjectiveStatusCounters: objectiveCounters(trials),
    BestTrainingJob: best && summarizeTrial(job, best),
    OverallBestTrainingJob: isIdentical && overall ? summarizeTrial(job, overall) : undefined,
    FailureReason: job.failureReason,
    TuningJobCompletionDetails: { NumberOfTrainingJobsObjectiveNotImproving: job.notImproving ?? 0 },
    ConsumedResources: { RuntimeInSeconds: Math.ceil(((job.endedAt ?? job.modifiedAt) - job.createdAt) / 1000) },
  };
}

export const summarizeTuningJob = (job: TuningJob, trials: readonly TrainingJob[]): HyperParameterTuningJobSummary => ({
  HyperParameterTuningJobName: job.name,
  HyperParameterTuningJobArn: job.arn,
  HyperParameterTuningJobStatus: job.status,
  Strategy: job.request.HyperParameterTuningJobConfig?.Strategy,
  ResourceLimits: job.request.HyperParameterTuningJobConfig?.ResourceLimits,
  CreationTime: new Date(job.createdAt),
  HyperParameterTuningEndTime: dateOf(job.endedAt),
  LastModifiedTime: new Date(job.modifiedAt),
  TrainingJobStatusCounters: statusCounters(trials),
  ObjectiveStatusCounters: objectiveCounters(trials),
});

/** A trial as ListTrainingJobsForHyperParameterTuningJob answers it. */
export function summarizeTrial(job: TuningJob, trial: TrainingJob): HyperParameterTrainingJobSummary {
  const value = objectiveOf(trial);
  const objective = definitionsOf(job.request).find(({ name }) => name === trial.trial?.definition)?.objective;
  return {
    TrainingJobDefinitionName: trial.trial?.definition,
    TrainingJobName: trial.name,
    TrainingJobArn: trial.arn,
    // Said of a trial of another tuning job only: of a parent in a warm start.
    TuningJobName: trial.trial?.tuningJobName === job.name ? undefined : trial.trial?.tuningJobName,
    CreationTime: new Date(trial.createdAt),
    TrainingStartTime: dateOf(trial.startedAt),
    TrainingEndTime: dateOf(trial.endedAt),
    TrainingJobStatus: trial.status,
    TunedHyperParameters: { ...trial.trial?.values },
    FailureReason: trial.failureReason,
    ObjectiveStatus: objectiveStatus(trial),
    FinalHyperParameterTuningJobObjectiveMetric:
      value === undefined || objectiveStatus(trial) === 'Pending'
        ? undefined
        : { Type: objective?.Type, MetricName: objective?.MetricName, Value: value },
  };
}

function objectiveStatus(trial: TrainingJob): ObjectiveStatus {
  const { status } = trial;
  if (status === 'InProgress' || status === 'Stopping') return 'Pending';
  return objectiveOf(trial) === undefined || status === 'Failed' ? 'Failed' : 'Succeeded';
}

const count = (trials: readonly TrainingJob[], is: (trial: TrainingJob) => boolean): number => trials.filter(is).length;

const isRetryable = ({ status, failureReason = '' }: TrainingJob): boolean =>
  status === 'Failed' && failureReason.startsWith('InternalServerError');

const statusCounters = (trials: readonly TrainingJob[]): TrainingJobStatusCounters => ({
  Completed: count(trials, ({ status }) => status === 'Completed'),
  InProgress: count(trials, ({ status }) => status === 'InProgress' || status === 'Stopping'),
  RetryableError: count(trials, isRetryable),
  NonRetryableError: count(trials, (trial) => trial.status === 'Failed' && !isRetryable(trial)),
  Stopped: count(trials, ({ status }) => status === 'Stopped'),
});

const objectiveCounters = (trials: readonly TrainingJob[]): ObjectiveStatusCounters => ({
  Succeeded: count(trials, (trial) => objectiveStatus(trial) === 'Succeeded'),
  Pending: count(trials, (trial) => objectiveStatus(trial) === 'Pending'),
  Failed: count(trials, (trial) => objectiveStatus(trial) === 'Failed'),
});
