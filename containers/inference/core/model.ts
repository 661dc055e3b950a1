import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PlatformError } from '../../../domain/errors.ts';
import { sha256 } from '../../../domain/hash.ts';
import { type ModelDescription, modelDescriptionSchema } from '../../../domain/model/artifact.ts';
import { parseJson } from './model-json.ts';
import { checkOnnx } from './onnx/check.ts';

/** An unpacked model artifact, its description, graph and digests checked. */
export interface Model {
  readonly description: ModelDescription;
  /** Bytes of `model.onnx`. */
  readonly graph: Uint8Array;
  /** SHA-256 of `model.json`, which lists the digest of every other file. */
  readonly digest: string;
  /** Bytes of a listed file. Throws ARTIFACT_INVALID when its digest differs. */
  file(name: ListedFile): Buffer;
}

/** A million terms and their frequencies have some 30 MB, a tokenizer of 250,000 tokens some 17 MB. */
const MOST_BYTES = {
  'model.json': 2 ** 20,
  'model.onnx': 2 ** 30,
  'tokenizer.json': 2 ** 25,
  'vocabulary.json': 2 ** 28,
} as const;
type ListedFile = Exclude<keyof typeof MOST_BYTES, 'model.json'>;

/**
 * Reads the files of an unpacked `model.tar.gz`. Throws `ARTIFACT_INVALID` when a file is missing, unlisted, not of its
 * schema, too large or of another digest than `model.json` says, when `expectedDigest` is given and is not that of
 * `model.json`, or when the graph does what `checkOnnx` refuses. Nothing of the model is run here.
 */
export function loadModel(directory: string, expectedDigest?: string): Model {
  const descriptionBytes = readFile(directory, 'model.json');
  const digest = sha256(descriptionBytes);
  if (expectedDigest !== undefined && expectedDigest !== digest) {
    throw new PlatformError('ARTIFACT_INVALID', 'model.json is not the registered one: its digest differs', {
      details: { expected: expectedDigest, found: digest },
      next: 'Register the artifact anew, or serve the one that was registered.',
    });
  }
  const description = parseJson('model.json', descriptionBytes, modelDescriptionSchema);
  const listed: ReadonlyMap<string, string> = new Map(Object.entries(description.files));
  refuseUnlisted(directory, listed);
  const file = (name: ListedFile): Buffer => readListed(directory, name, listed);
  const graph = file('model.onnx');
  checkOnnx(graph);
  return { description, graph, digest, file };
}

function refuseUnlisted(directory: string, listed: ReadonlyMap<string, string>): void {
  const unlisted = readdirSync(directory).filter((name) => name !== 'model.json' && !listed.has(name));
  if (unlisted.length > 0) {
    throw new PlatformError('ARTIFACT_INVALID', 'the model folder has files that model.json does not list', {
      details: { unlisted },
    });
  }
}

function readListed(directory: string, name: ListedFile, listed: ReadonlyMap<string, string>): Buffer {
  const bytes = readFile(directory, name);
  if (sha256(bytes) !== listed.get(name)) {
    throw new PlatformError('ARTIFACT_INVALID', `${name} is not the file that model.json lists: its digest differs`);
  }
  return bytes;
}

function readFile(directory: string, name: keyof typeof MOST_BYTES): Buffer {
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
