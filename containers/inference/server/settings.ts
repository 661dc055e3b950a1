import { availableParallelism } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { PlatformError } from '../../../domain/errors.ts';

const count = (fallback: number) => z.coerce.number().int().min(1).default(fallback);

const environmentSchema = z.object({
  SAGEMAKER_BIND_TO_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  SAGEMAKER_BASE_DIR: z.string().default('/opt/ml'),
  TRAINYARD_MODEL_PACKAGE: z.string().min(1).default('unregistered'),
  TRAINYARD_MODEL_DIGEST: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal characters')
    .optional(),
  TRAINYARD_MAX_TEXTS: count(100),
  TRAINYARD_MAX_TEXT_LENGTH: count(10_000),
  TRAINYARD_MAX_BODY_BYTES: count(6 * 1024 * 1024),
  TRAINYARD_MAX_QUEUE: count(256),
  TRAINYARD_WORKERS: z.coerce.number().int().min(1).optional(),
  TRAINYARD_THREADS_PER_WORKER: count(1),
  TRAINYARD_DRAIN_SECONDS: count(25),
});

/** What a worker needs to know. Plain values: it crosses into another thread. */
export interface WorkerSettings {
  readonly modelDirectory: string;
  readonly modelPackage: string;
  /** When set, `model.json` must have this SHA-256. */
  readonly modelDigest: string | undefined;
  readonly maxTexts: number;
  /** UTF-16 code units. */
  readonly maxTextLength: number;
  readonly intraOpThreads: number;
}

export interface Settings {
  readonly port: number;
  readonly maxBodyBytes: number;
  /** Requests that may wait for a worker; more are answered with 503. */
  readonly maxQueue: number;
  readonly workers: number;
  /** After SIGTERM accepted requests have this long. */
  readonly drainSeconds: number;
  readonly worker: WorkerSettings;
}

/** Reads the container's environment. Throws `CONFIG_INVALID` with every problem at once. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const result = environmentSchema.safeParse(environment);
  if (!result.success) {
    throw new PlatformError('CONFIG_INVALID', `The environment is invalid: ${z.prettifyError(result.error)}`);
  }
  const values = result.data;
  return {
    port: values.SAGEMAKER_BIND_TO_PORT,
    maxBodyBytes: values.TRAINYARD_MAX_BODY_BYTES,
    maxQueue: values.TRAINYARD_MAX_QUEUE,
    workers: values.TRAINYARD_WORKERS ?? availableParallelism(),
    drainSeconds: values.TRAINYARD_DRAIN_SECONDS,
    worker: {
      modelDirectory: path.join(values.SAGEMAKER_BASE_DIR, 'model'),
      modelPackage: values.TRAINYARD_MODEL_PACKAGE,
      modelDigest: values.TRAINYARD_MODEL_DIGEST,
      maxTexts: values.TRAINYARD_MAX_TEXTS,
      maxTextLength: values.TRAINYARD_MAX_TEXT_LENGTH,
      intraOpThreads: values.TRAINYARD_THREADS_PER_WORKER,
    },
  };
}
