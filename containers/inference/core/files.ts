import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PlatformError } from '../../../domain/errors.ts';

/** A million terms and their frequencies have some 30 MB, a tokenizer of 250,000 tokens some 17 MB. */
const MOST_BYTES = {
  'model.json': 2 ** 20,
  'model.onnx': 2 ** 30,
  'tokenizer.json': 2 ** 25,
  'vocabulary.json': 2 ** 28,
} as const;
export type ModelFile = keyof typeof MOST_BYTES;

/** Bytes of a file of a model. Throws ARTIFACT_INVALID when it is missing, no plain file, or too large. */
export function readModelFile(directory: string, name: ModelFile): Buffer {
  const file = path.join(directory, name);
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile()) throw new PlatformError('ARTIFACT_INVALID', `${name} is no plain file`);
  if (found !== undefined && found.size > MOST_BYTES[name]) {
    throw new PlatformError('ARTIFACT_INVALID', `${name} has more than ${MOST_BYTES[name]} bytes`);
  }
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new PlatformError('ARTIFACT_INVALID', `${name} is missing from the model or cannot be read`, { cause });
  }
}

/** Throws ARTIFACT_INVALID when there is no such folder in a model, a link to one among them. */
export function requireFolder(directory: string): void {
  if (lstatSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new PlatformError('ARTIFACT_INVALID', `the folder ${path.basename(directory)} is missing from the model`);
}

/** Throws ARTIFACT_INVALID when a folder of a model has anything else than these names. */
export function refuseUnlisted(directory: string, listed: ReadonlySet<string>): void {
  const unlisted = readdirSync(directory).filter((name) => !listed.has(name));
  if (unlisted.length > 0) {
    throw new PlatformError('ARTIFACT_INVALID', 'the model folder has files that model.json does not list', {
      details: { unlisted },
    });
  }
}
