import {
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  DescribeTrainingJobCommand,
  type DescribeTrainingJobCommandOutput,
  StopTrainingJobCommand,
} from '@aws-sdk/client-sagemaker';
import type { InterruptionInput } from '../../../../local/sagemaker/spot/interruption.ts';
import { ROLE } from '../cloud.ts';
import { IMAGE, type PlaneUnderTest, until } from '../plane-under-test.ts';

export const INSTANCE = 'ml.g5.xlarge' as const;

/** Spot trainings on a plane, and what a test sees of them. */
export class SpotJobs {
  readonly #plane: PlaneUnderTest;

  constructor(plane: PlaneUnderTest) {
    this.#plane = plane;
    plane.cloud.objects.set('lake/train/part-0', Buffer.from('rows'));
  }

  async create(
    name: string,
    environment: Record<string, string> = {},
    change: Partial<CreateTrainingJobCommandInput> = {},
  ): Promise<void> {
    await this.#plane.sagemaker.send(
      new CreateTrainingJobCommand({
        TrainingJobName: name,
        RoleArn: ROLE,
        AlgorithmSpecification: {
          TrainingImage: IMAGE,
          TrainingInputMode: 'File',
          ContainerEntrypoint: ['node', '/opt/program/spot.mjs'],
        },
        InputDataConfig: [
          { ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://lake/train/' } } },
        ],
        OutputDataConfig: { S3OutputPath: 's3://artifacts/run/' },
        ResourceConfig: { InstanceType: INSTANCE, InstanceCount: 1, VolumeSizeInGB: 5 },
        EnableManagedSpotTraining: true,
        StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 120 },
        CheckpointConfig: { S3Uri: `s3://artifacts/checkpoints/${name}/` },
        Environment: environment,
        ...change,
      }),
    );
  }

  describe(name: string): Promise<DescribeTrainingJobCommandOutput> {
    return this.#plane.sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
  }

  async stop(name: string): Promise<void> {
    await this.#plane.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: name }));
  }

  ended(name: string): Promise<DescribeTrainingJobCommandOutput> {
    return until(
      () => this.describe(name),
      (job) => ['Completed', 'Failed', 'Stopped'].includes(job.TrainingJobStatus ?? ''),
      60_000,
    );
  }

  /** Waits until the job is in a secondary status for the n-th time. */
  reaches(name: string, status: string, times = 1): Promise<DescribeTrainingJobCommandOutput> {
    return until(
      () => this.describe(name),
      (job) => statuses(job).filter((one) => one === status).length >= times,
    );
  }

  /** What the container said, over all attempts. */
  lines(name: string): string[] {
    const streams = [...this.#plane.cloud.lines].filter(([stream]) => stream.includes(`TrainingJobs/${name}/`));
    return streams.flatMap(([, lines]) => lines);
  }

  /** Waits until the container has said a line so many times. */
  async says(name: string, line: string, times = 1): Promise<void> {
    await until(
      async () => this.lines(name),
      (lines) => lines.filter((one) => one === line).length >= times,
    );
  }

  /** Waits until a checkpoint file is in S3. */
  async stored(name: string, file: string): Promise<void> {
    await until(
      async () => [...this.checkpoints(name).keys()],
      (files) => files.includes(file),
    );
  }

  /** The checkpoint files in S3, by name. */
  checkpoints(name: string): Map<string, string> {
    const prefix = `artifacts/checkpoints/${name}/`;
    const found = [...this.#plane.cloud.objects].filter(([key]) => key.startsWith(prefix));
    return new Map(found.map(([key, content]) => [key.slice(prefix.length), content.toString()]));
  }

  async interrupt(name: string, interruption: InterruptionInput = {}): Promise<void> {
    const answer = await this.control('POST', `training-jobs/${name}/interruptions`, interruption);
    if (answer.status !== 200) throw new Error(`not interrupted: ${JSON.stringify(answer.body)}`);
  }

  async control(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(`${this.#plane.running.origin}/_plane/${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  }
}

export const statuses = (job: DescribeTrainingJobCommandOutput): (string | undefined)[] =>
  (job.SecondaryStatusTransitions ?? []).map(({ Status }) => Status);

const LINES = 200;

/** What the training writes into a file of a checkpoint: `step-000002/weights`. */
export function writtenTo(file: string): string {
  const [, step = '', part = ''] = /^step-0*(\d+)\/(.+)$/.exec(file) ?? [];
  return `${part} of step ${step}\n`.repeat(LINES);
}
