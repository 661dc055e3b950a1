import { z } from 'zod';
import { PlatformError } from '../../../domain/errors.ts';

/** A JSON file of a model. Throws ARTIFACT_INVALID when it is none, or not of its schema. */
export function parseJson<Schema extends z.ZodType>(name: string, bytes: Buffer, schema: Schema): z.infer<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new PlatformError('ARTIFACT_INVALID', `${name} is not JSON`, { cause });
  }
  const result = schema.safeParse(value);
  if (!result.success) {
    throw new PlatformError('ARTIFACT_INVALID', `${name} is not of its schema: ${z.prettifyError(result.error)}`);
  }
  return result.data;
}
