import type { z } from 'zod';
import { PlatformError } from '../../../domain/errors.ts';
import { sha256 } from '../../../domain/hash.ts';
import { readModelFile } from './files.ts';
import { parseJson } from './model-json.ts';

export interface Described<Description> {
  readonly description: Description;
  /** SHA-256 of `model.json`, by which every other file of the model is known. */
  readonly digest: string;
}

/** Reads `model.json`. Throws ARTIFACT_INVALID when it is not of its schema, or not of the digest that is expected. */
export function readDescription<Schema extends z.ZodType>(
  directory: string,
  schema: Schema,
  expectedDigest?: string,
): Described<z.infer<Schema>> {
  const bytes = readModelFile(directory, 'model.json');
  const digest = sha256(bytes);
  if (expectedDigest !== undefined && expectedDigest !== digest) {
    throw new PlatformError('ARTIFACT_INVALID', 'model.json is not the registered one: its digest differs', {
      details: { expected: expectedDigest, found: digest },
      next: 'Register the artifact anew, or serve the one that was registered.',
    });
  }
  return { description: parseJson('model.json', bytes, schema), digest };
}
