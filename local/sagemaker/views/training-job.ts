import type { DescribeTrainingJobCommandOutput, TrainingJobSummary } from '@aws-sdk/client-sagemaker';
import { usageOf } from '../jobs/usage.ts';
import type { TrainingJob } from '../state/records.ts';
import { dateOf } from './date-of.ts';

/** A training job as DescribeTrainingJob answers it. */
export function describeTrainingJob(job: TrainingJob): Omit<DescribeTrainingJobCommandOutput, '$metadata'> {
  const { Tags: _tags, ...request } = job.request;
  const usage =
    job.endedAt === undefined ? undefined : usageOf(job.transitions, request.EnableManagedSpotTraining ?? false);
  return {
    ...request,
    TrainingJobName: job.name,
    TrainingJobArn: job.arn,
    TuningJobArn: job.trial?.tuningJobArn,
    TrainingJobStatus: job.status,
    SecondaryStatus: job.secondaryStatus,
    StoppingCondition: request.StoppingCondition ?? { MaxRuntimeInSeconds: 86_400 },
    FailureReason: job.failureReason,
    ModelArtifacts: { S3ModelArtifacts: job.modelArtifacts },
    CreationTime: new Date(job.createdAt),
    TrainingStartTime: dateOf(job.startedAt),
    TrainingEndTime: dateOf(job.endedAt),
    LastModifiedTime: new Date(job.modifiedAt),
    SecondaryStatusTransitions: job.transitions.map((one) => ({
      Status: one.status,
      StartTime: new Date(one.startedAt),
      EndTime: dateOf(one.endedAt),
      StatusMessage: one.message,
    })),
    FinalMetricDataList: job.finalMetrics?.map(({ name, value, at }) => ({
      MetricName: name,
      Value: value,
      Timestamp: new Date(at),
    })),
    TrainingTimeInSeconds: usage?.trainingSeconds,
    BillableTimeInSeconds: usage?.billableSeconds,
    EnableNetworkIsolation: request.EnableNetworkIsolation ?? false,
    EnableInterContainerTrafficEncryption: request.EnableInterContainerTrafficEncryption ?? false,
    EnableManagedSpotTraining: request.EnableManagedSpotTraining ?? false,
    ProfilingStatus: 'Disabled',
  };
}

export const summarizeTrainingJob = (job: TrainingJob): TrainingJobSummary => ({
  TrainingJobName: job.name,
  TrainingJobArn: job.arn,
  CreationTime: new Date(job.createdAt),
  TrainingEndTime: dateOf(job.endedAt),
  LastModifiedTime: new Date(job.modifiedAt),
  TrainingJobStatus: job.status,
  SecondaryStatus: job.secondaryStatus,
});
