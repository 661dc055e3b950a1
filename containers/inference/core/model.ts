import { PlatformError } from '../../../domain/errors.ts';
import { sha256 } from '../../../domain/hash.ts';
import { type GraphDescription, graphDescriptionSchema } from '../../../domain/model/artifact.ts';
import { readDescription } from './description.ts';
import { type ModelFile, readModelFile, refuseUnlisted } from './files.ts';
import { checkOnnx } from './onnx/check.ts';

/** An unpacked model with one graph, its description, graph and digests checked. */
export interface Model {
  readonly description: GraphDescription;
  /** Bytes of `model.onnx`. */
  readonly graph: Uint8Array;
  /** SHA-256 of `model.json`, which lists the digest of every other file. */
  readonly digest: string;
  /** Bytes of a listed file. Throws ARTIFACT_INVALID when its digest differs. */
  file(name: ListedFile): Buffer;
}

type ListedFile = Exclude<ModelFile, 'model.json'>;

/**
 * Reads the files of an unpacked model. Throws `ARTIFACT_INVALID` when a file is missing, unlisted, not of its
 * schema, too large or of another digest than `model.json` says, when `expectedDigest` is given and is not that of
 * `model.json`, or when the graph does what `checkOnnx` refuses. Nothing of the model is run here.
 */
export function loadModel(directory: string, expectedDigest?: string): Model {
  const { description, digest } = readDescription(directory, graphDescriptionSchema, expectedDigest);
  const listed: ReadonlyMap<string, string> = new Map(Object.entries(description.files));
  refuseUnlisted(directory, new Set(['model.json', ...listed.keys()]));
  const file = (name: ListedFile): Buffer => readListed(directory, name, listed);
  const graph = file('model.onnx');
  checkOnnx(graph);
  return { description, graph, digest, file };
}

function readListed(directory: string, name: ListedFile, listed: ReadonlyMap<string, string>): Buffer {
  const bytes = readModelFile(directory, name);
  if (sha256(bytes) !== listed.get(name)) {
    throw new PlatformError('ARTIFACT_INVALID', `${name} is not the file that model.json lists: its digest differs`);
  }
  return bytes;
}
