import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { PlatformError } from '../../domain/errors.ts';

const flag = z
  .enum(['0', '1'])
  .default('0')
  .transform((value) => value === '1');

const environment = z.object({
  PLANE_PORT: z.coerce.number().int().min(0).max(65535).default(4599),
  PLANE_STATE_DIRECTORY: z.string().min(1),
  PLANE_ASSETS_DIRECTORY: z.string().min(1),
  PLANE_SERVICE_MODEL: z.string().min(1).optional(),
  PLANE_ACCOUNT: z
    .string()
    .regex(/^\d{12}$/)
    .default('000000000000'),
  PLANE_CONCURRENT_JOBS: z.coerce.number().int().min(1).default(availableParallelism()),
  PLANE_STOP_GRACE_SECONDS: z.coerce.number().min(0).default(120),
  PLANE_CHECKPOINT_SYNC_SECONDS: z.coerce.number().min(0.01).default(5),
  PLANE_METRICS_PERIOD_SECONDS: z.coerce.number().min(1).default(15),
  PLANE_DUPLICATE_EVENTS: flag,
  AWS_REGION: z.string().min(1).default('us-east-1'),
  AWS_ENDPOINT_URL: z.url(),
  AWS_ENDPOINT_URL_S3: z.url().optional(),
});

/** What the plane is told when it starts. Paths are absolute. */
export interface Settings {
  readonly port: number;
  readonly stateDirectory: string;
  /** The cloud assembly whose `*.assets.json` say where each image was staged. */
  readonly assetsDirectory: string;
  readonly serviceModel: string | undefined;
  readonly account: string;
  readonly region: string;
  readonly concurrentJobs: number;
  /** Between SIGTERM and SIGKILL for a job that is stopped or interrupted; SageMaker, as EC2, gives 120 s. */
  readonly stopGraceSeconds: number;
  /** Between two looks at what changed in a job's checkpoint folder. */
  readonly checkpointSyncSeconds: number;
  readonly metricsPeriodSeconds: number;
  readonly duplicateEvents: boolean;
  /** Where containers find the other AWS services. */
  readonly awsEndpoints: Readonly<Record<string, string>>;
}

/** @throws PlatformError CONFIG_INVALID with every problem at once. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    throw new PlatformError('CONFIG_INVALID', `The SageMaker plane cannot start: ${z.prettifyError(parsed.error)}`, {
      next: 'Start it with `trainyard local up`, which sets these variables.',
    });
  }
  const given = parsed.data;
  return {
    port: given.PLANE_PORT,
    stateDirectory: resolve(given.PLANE_STATE_DIRECTORY),
    assetsDirectory: resolve(given.PLANE_ASSETS_DIRECTORY),
    serviceModel: given.PLANE_SERVICE_MODEL,
    account: given.PLANE_ACCOUNT,
    region: given.AWS_REGION,
    concurrentJobs: given.PLANE_CONCURRENT_JOBS,
    stopGraceSeconds: given.PLANE_STOP_GRACE_SECONDS,
    checkpointSyncSeconds: given.PLANE_CHECKPOINT_SYNC_SECONDS,
    metricsPeriodSeconds: given.PLANE_METRICS_PERIOD_SECONDS,
    duplicateEvents: given.PLANE_DUPLICATE_EVENTS,
    awsEndpoints: {
      AWS_ENDPOINT_URL: given.AWS_ENDPOINT_URL,
      ...(given.AWS_ENDPOINT_URL_S3 === undefined ? {} : { AWS_ENDPOINT_URL_S3: given.AWS_ENDPOINT_URL_S3 }),
    },
  };
}
