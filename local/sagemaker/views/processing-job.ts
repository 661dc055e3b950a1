import type { DescribeProcessingJobCommandOutput, ProcessingJobSummary } from '@aws-sdk/client-sagemaker';
import type { ProcessingJob } from '../state/records.ts';
import { dateOf } from './date-of.ts';

/** A processing job as DescribeProcessingJob answers it. */
export function describeProcessingJob(job: ProcessingJob): Omit<DescribeProcessingJobCommandOutput, '$metadata'> {
  const { Tags: _tags, ...request } = job.request;
  return {
    ...request,
    ProcessingJobName: job.name,
    ProcessingJobArn: job.arn,
    ProcessingJobStatus: job.status,
    FailureReason: job.failureReason,
    ExitMessage: job.exitMessage,
    CreationTime: new Date(job.createdAt),
    ProcessingStartTime: dateOf(job.startedAt),
    ProcessingEndTime: dateOf(job.endedAt),
    LastModifiedTime: new Date(job.modifiedAt),
  };
}

export const summarizeProcessingJob = (job: ProcessingJob): ProcessingJobSummary => ({
  ProcessingJobName: job.name,
  ProcessingJobArn: job.arn,
  CreationTime: new Date(job.createdAt),
  ProcessingEndTime: dateOf(job.endedAt),
  LastModifiedTime: new Date(job.modifiedAt),
  ProcessingJobStatus: job.status,
  FailureReason: job.failureReason,
  ExitMessage: job.exitMessage,
});
