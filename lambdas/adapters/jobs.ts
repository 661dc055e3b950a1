import {
  DescribeHyperParameterTuningJobCommand,
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  SageMakerClient,
  StopHyperParameterTuningJobCommand,
  StopProcessingJobCommand,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import type { JobKind, JobObservation } from '../../domain/job/observation.ts';
import { waitOf } from '../../domain/job/waiting.ts';
import type { Trial } from '../../domain/tune/trial.ts';
import type { Searched } from '../../domain/tune/warm-start.ts';
import { awsClient } from '../runtime/aws-client.ts';
import { isMissing, isOver } from './sagemaker-errors.ts';
import { searchedBy } from './searched.ts';
import { listTrials } from './trials.ts';

/** Jobs that the state machine created. */
export interface Jobs {
  /** Undefined when there is no such job. */
  describe(kind: JobKind, jobName: string): Promise<JobObservation | undefined>;
  /** Asks a job to stop; one that is over, or never was, needs no asking. */
  stop(kind: JobKind, jobName: string): Promise<void>;
  /** What a tuning job that has ended searched with its one definition; undefined of any other. */
  searched(tuningJobName: string): Promise<Searched | undefined>;
  /** The training jobs of a tuning job, in the order of their beginning; none of one that was never created. */
  trials(tuningJobName: string): Promise<Trial[]>;
}

export class SageMakerJobs implements Jobs {
  readonly #client: SageMakerClient;

  constructor(client = awsClient(SageMakerClient)) {
    this.#client = client;
  }

  async describe(kind: JobKind, jobName: string): Promise<JobObservation | undefined> {
    try {
      switch (kind) {
        case 'processing':
          return await this.#processing(jobName);
        case 'training':
          return await this.#training(jobName);
        case 'tuning':
          return await this.#tuning(jobName);
      }
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async stop(kind: JobKind, jobName: string): Promise<void> {
    try {
      await this.#stop(kind, jobName);
    } catch (error) {
      if (!isMissing(error) && !isOver(error)) throw error;
    }
  }

  async searched(tuningJobName: string): Promise<Searched | undefined> {
    try {
      const input = { HyperParameterTuningJobName: tuningJobName };
      return searchedBy(await this.#client.send(new DescribeHyperParameterTuningJobCommand(input)));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async trials(tuningJobName: string): Promise<Trial[]> {
    try {
      return await listTrials(this.#client, tuningJobName);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  }

  async #stop(kind: JobKind, jobName: string): Promise<unknown> {
    switch (kind) {
      case 'processing':
        return this.#client.send(new StopProcessingJobCommand({ ProcessingJobName: jobName }));
      case 'training':
        return this.#client.send(new StopTrainingJobCommand({ TrainingJobName: jobName }));
      case 'tuning':
        return this.#client.send(new StopHyperParameterTuningJobCommand({ HyperParameterTuningJobName: jobName }));
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
  async #tuning(jobName: string): Promise<JobObservation> {
    const input = { HyperParameterTuningJobName: jobName };
    const job = await this.#client.send(new DescribeHyperParameterTuningJobCommand(input));
    const status = job.HyperParameterTuningJobStatus ?? 'InProgress';
    return {
      status: status === 'Deleting' || status === 'DeleteFailed' ? 'Stopped' : status,
      artifactUri: undefined,
      failureReason: job.FailureReason,
      // Before its first trial it waits for nothing.
      started: true,
    };
  }
}
