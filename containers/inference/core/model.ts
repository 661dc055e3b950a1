import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { PlatformError } from '../../../domain/errors.ts';
import { sha256 } from '../../../domain/hash.ts';
import {
  type ModelDescription,
  modelDescriptionSchema,
  type Vocabulary,
  vocabularySchema,
} from '../../../domain/model/artifact.ts';
import { checkOnnx } from './onnx/check.ts';

/** An unpacked model artifact, checked whole. */
export interface Model {
  readonly description: ModelDescription;
  readonly vocabulary: Vocabulary;
  /** Bytes of `model.onnx`. */
  readonly graph: Uint8Array;
  /** SHA-256 of `model.json`, which lists the digest of every other file. */
  readonly digest: string;
}

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
  const description = parse('model.json', descriptionBytes, modelDescriptionSchema);
  refuseUnlisted(directory, description);
  const graph = readListed(directory, 'model.onnx', description);
  checkOnnx(graph);
  const vocabulary = parse('vocabulary.json', readListed(directory, 'vocabulary.json', description), vocabularySchema);
  if (vocabulary.terms.length !== vocabulary.idf.length) {
    throw new PlatformError('ARTIFACT_INVALID', 'vocabulary.json must have one idf for each term', {
      details: { terms: vocabulary.terms.length, idf: vocabulary.idf.length },
    });
  }
  return { description, vocabulary, graph, digest };
}

function refuseUnlisted(directory: string, description: ModelDescription): void {
  const listed = new Set(['model.json', ...Object.keys(description.files)]);
  const unlisted = readdirSync(directory).filter((name) => !listed.has(name));
  if (unlisted.length > 0) {
    throw new PlatformError('ARTIFACT_INVALID', 'the model folder has files that model.json does not list', {
      details: { unlisted },
    });
  }
}

function readListed(directory: string, name: keyof ModelDescription['files'], description: ModelDescription): Buffer {
  const bytes = readFile(directory, name);
  if (sha256(bytes) !== description.files[name]) {
    throw new PlatformError('ARTIFACT_INVALID', `${name} is not the file that model.json lists: its digest differs`);
  }
  return bytes;
}

/** A million terms and their frequencies have some 30 MB. */
const MOST_BYTES = { 'model.json': 2 ** 20, 'vocabulary.json': 2 ** 28, 'model.onnx': 2 ** 30 } as const;

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

function parse<Schema extends z.ZodType>(name: string, bytes: Buffer, schema: Schema): z.infer<Schema> {
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
