import { join } from 'node:path';
import { z } from 'zod';
import type { ObjectStore } from './adapters/s3.ts';

const environmentSchema = z.object({
  RAW_BUCKET: z.string().min(1),
  LAKE_BUCKET: z.string().min(1),
  ARTIFACTS_BUCKET: z.string().min(1),
  SAGEMAKER_BASE_DIR: z.string().min(1).default('/opt/ml'),
});

/** Where a processing job reads and writes. */
export interface ProcessingSettings {
  readonly rawBucket: string;
  readonly lakeBucket: string;
  readonly artifactsBucket: string;
  /** Folder of a ProcessingInput by its name. */
  readonly inputDirectory: (name: string) => string;
  /** Folder of the one ProcessingOutput. */
  readonly outputDirectory: string;
  /** For files that nobody keeps. */
  readonly workDirectory: string;
}

/** What every job is given: settings, the object store and the clock. */
export interface JobContext {
  readonly settings: ProcessingSettings;
  readonly objects: ObjectStore;
  readonly now: () => Date;
}

/** Reads the job's environment; throws a ZodError that names each missing variable. */
export function processingSettings(environment: Readonly<Record<string, string | undefined>>): ProcessingSettings {
  const parsed = environmentSchema.parse(environment);
  const processing = join(parsed.SAGEMAKER_BASE_DIR, 'processing');
  return {
    rawBucket: parsed.RAW_BUCKET,
    lakeBucket: parsed.LAKE_BUCKET,
    artifactsBucket: parsed.ARTIFACTS_BUCKET,
    inputDirectory: (name) => join(processing, 'input', name),
    outputDirectory: join(processing, 'output'),
    workDirectory: join(processing, 'work'),
  };
}
