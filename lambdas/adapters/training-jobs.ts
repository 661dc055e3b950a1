import { DescribeTrainingJobCommand, SageMakerClient, StopTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import type { JobObservation } from '../../domain/train/outcome.ts';
import { awsClient } from '../runtime/aws-client.ts';
import { isMissing } from './sagemaker-errors.ts';

export interface TrainingJobs {
  /** Undefined when there is no such job. */
  describe(jobName: string): Promise<JobObservation | undefined>;
  stop(jobName: string): Promise<void>;
}

export class SageMakerTrainingJobs implements TrainingJobs {
  readonly #client: SageMakerClient;

  constructor(client = awsClient(SageMakerClient)) {
    this.#client = client;
  }

  async describe(jobName: string): Promise<JobObservation | undefined> {
    try {
      const job = await this.#client.send(new DescribeTrainingJobCommand({ TrainingJobName: jobName }));
      const status = job.TrainingJobStatus ?? 'InProgress';
      return {
        status: status === 'Deleting' ? 'Stopped' : status,
        artifactUri: job.ModelArtifacts?.S3ModelArtifacts,
        failureReason: job.FailureReason,
      };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async stop(jobName: string): Promise<void> {
    await this.#client.send(new StopTrainingJobCommand({ TrainingJobName: jobName }));
  }
}
