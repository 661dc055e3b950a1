import {
  DescribeHyperParameterTuningJobCommand,
  DescribeProcessingJobCommand,
  DescribeTrainingJobCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { RunJob } from '../../domain/conclude/run-jobs.ts';
import type { JobUsage } from '../../domain/conclude/run-record.ts';
import { usageOf } from '../../domain/cost/usage.ts';
import { awsClient } from '../runtime/aws-client.ts';
import { isMissing } from './sagemaker-errors.ts';

/** What a job used, or why that cannot be said: it still runs, or it was never created. */
export type Reading = JobUsage | 'running' | 'absent';

export interface JobMeter {
  /** Of a tuning job its trials' use counts: it is `running` or, once it has ended, `absent`. */
  read(job: RunJob): Promise<Reading>;
}

interface Described {
  readonly status: string | undefined;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly billableSeconds?: number | undefined;
  readonly trainingSeconds?: number | undefined;
  readonly isSpot?: boolean | undefined;
  readonly cluster:
    | { readonly InstanceType?: string | undefined; readonly InstanceCount?: number | undefined }
    | undefined;
}

export class SageMakerJobMeter implements JobMeter {
  readonly #client: SageMakerClient;
  readonly #region: string;

  constructor(region: string, client = awsClient(SageMakerClient)) {
    this.#region = region;
    this.#client = client;
  }

  async read({ kind, jobName, candidate }: RunJob): Promise<Reading> {
    try {
      if (kind === 'tuning') return await this.#tuning(jobName);
      const job = kind === 'training' ? await this.#training(jobName) : await this.#processing(jobName);
      if (job.status === 'InProgress' || job.status === 'Stopping' || job.endedAt === undefined) return 'running';
      const startedAt = job.startedAt ?? job.endedAt;
      const seconds = job.billableSeconds ?? Math.ceil((job.endedAt.getTime() - startedAt.getTime()) / 1000);
      return usageOf(
        {
          jobName,
          candidate,
          instanceType: job.cluster?.InstanceType ?? 'unknown',
          instanceCount: job.cluster?.InstanceCount ?? 1,
          seconds: Math.max(0, seconds),
          trainingSeconds: job.trainingSeconds,
          purchase: job.isSpot === true ? 'spot' : 'on-demand',
          endedAt: job.endedAt,
        },
        this.#region,
      );
    } catch (error) {
      if (isMissing(error)) return 'absent';
      throw error;
    }
  }

  async #tuning(name: string): Promise<Reading> {
    const input = { HyperParameterTuningJobName: name };
    const { HyperParameterTuningJobStatus: status } = await this.#client.send(
      new DescribeHyperParameterTuningJobCommand(input),
    );
    return status === 'InProgress' || status === 'Stopping' ? 'running' : 'absent';
  }

  async #training(name: string): Promise<Described> {
    const job = await this.#client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
    return {
      status: job.TrainingJobStatus,
      startedAt: job.TrainingStartTime,
      endedAt: job.TrainingEndTime ?? endOf(job.TrainingJobStatus, job.LastModifiedTime),
      billableSeconds: job.BillableTimeInSeconds,
      trainingSeconds: job.TrainingTimeInSeconds,
      isSpot: job.EnableManagedSpotTraining,
      cluster: job.ResourceConfig,
    };
  }

  async #processing(name: string): Promise<Described> {
    const job = await this.#client.send(new DescribeProcessingJobCommand({ ProcessingJobName: name }));
    return {
      status: job.ProcessingJobStatus,
      startedAt: job.ProcessingStartTime,
      endedAt: job.ProcessingEndTime ?? endOf(job.ProcessingJobStatus, job.LastModifiedTime),
      cluster: job.ProcessingResources?.ClusterConfig,
    };
  }
}

/** A job that was stopped before it had a machine has no time of its end. */
const endOf = (status: string | undefined, modifiedAt: Date | undefined): Date | undefined =>
  status === 'InProgress' || status === 'Stopping' ? undefined : modifiedAt;
