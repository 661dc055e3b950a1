import {
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  SageMakerClient,
  StopProcessingJobCommand,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import type { JobKind, JobObservation } from '../../domain/job/observation.ts';
import { waitOf } from '../../domain/job/waiting.ts';
import { awsClient } from '../runtime/aws-client.ts';
import { isMissing, isOver } from './sagemaker-errors.ts';

/** Jobs that the state machine created. */
export interface Jobs {
  /** Undefined when there is no such job. */
  describe(kind: JobKind, jobName: string): Promise<JobObservation | undefined>;
  /** Asks a job to stop; one that is over, or never was, needs no asking. */
  stop(kind: JobKind, jobName: string): Promise<void>;
}

export class SageMakerJobs implements Jobs {
  readonly #client: SageMakerClient;

  constructor(client = awsClient(SageMakerClient)) {
    this.#client = client;
  }

  async describe(kind: JobKind, jobName: string): Promise<JobObservation | undefined> {
    try {
      return kind === 'training' ? await this.#training(jobName) : await this.#processing(jobName);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async stop(kind: JobKind, jobName: string): Promise<void> {
    try {
      if (kind === 'training') await this.#client.send(new StopTrainingJobCommand({ TrainingJobName: jobName }));
      else await this.#client.send(new StopProcessingJobCommand({ ProcessingJobName: jobName }));
    } catch (error) {
      if (!isMissing(error) && !isOver(error)) throw error;
    }
  }

  async #training(jobName: string): Promise<JobObservation> {
    const job = await this.#client.send(new DescribeTrainingJobCommand({ TrainingJobName: jobName }));
    const status = job.TrainingJobStatus ?? 'InProgress';
    return {
      status: status === 'Deleting' ? 'Stopped' : status,
      artifactUri: job.ModelArtifacts?.S3ModelArtifacts,
      // A job that got no machine in time, or ran too long, is stopped with its last step as the only reason.
      failureReason: job.FailureReason ?? /^Max.*Exceeded$/.exec(job.SecondaryStatus ?? '')?.[0],
      started: job.TrainingStartTime !== undefined,
      ...waitOf(job.SecondaryStatusTransitions ?? []),
    };
  }

  async #processing(jobName: string): Promise<JobObservation> {
    const job = await this.#client.send(new DescribeProcessingJobCommand({ ProcessingJobName: jobName }));
    return {
      status: job.ProcessingJobStatus ?? 'InProgress',
      artifactUri: undefined,
      failureReason: job.ExitMessage ?? job.FailureReason,
      started: job.ProcessingStartTime !== undefined,
    };
  }
}
