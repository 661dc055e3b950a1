import type { z } from 'zod';
import { PlatformError } from '../../domain/errors.ts';
import { artifactKey } from '../../domain/names.ts';
import type { JsonStore } from '../adapters/artifacts.ts';

/** A file of the run's evaluation. Throws `EVALUATION_INVALID` when it is missing, or a figure in it is no number. */
export async function readEvaluation<T>(
  workload: string,
  runId: string,
  file: string,
  schema: z.ZodType<T>,
  artifacts: Pick<JsonStore, 'read'>,
): Promise<T> {
  try {
    return await artifacts.read(`${artifactKey.evaluate(workload, runId)}${file}`, schema);
  } catch (error) {
    if (!(error instanceof PlatformError && error.code === 'ARTIFACT_INVALID')) throw error;
    throw new PlatformError('EVALUATION_INVALID', `Nothing can be decided by the evaluation: ${error.message}`, {
      next: "Read the evaluation job's logs and resume the run.",
      cause: error,
    });
  }
}
