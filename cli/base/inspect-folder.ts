import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BaseArchitecture, readArchitecture } from '../../domain/base/architecture.ts';
import type { BaseDescription } from '../../domain/base/description.ts';
import { CONFIG, chooseFiles, TOKENIZER, WEIGHTS } from '../../domain/base/files.ts';
import { checkHeader, headerBytes, LENGTH_BYTES } from '../../domain/base/safetensors.ts';
import { checkTokenizer } from '../../domain/base/tokenizer.ts';
import { PlatformError } from '../../domain/errors.ts';
import { sha256OfFile } from '../adapters/file-hash.ts';
import { megabytes } from '../output/numbers.ts';

/** S3 takes no more in one request. */
const MOST_FILE_BYTES = 5 * 1024 ** 3;
const MOST_TEXT_BYTES = 128 * 1024 ** 2;

export interface InspectedBase extends BaseArchitecture {
  readonly files: BaseDescription['files'];
}

/** What a folder's base is, from its own files. Throws `BASE_INVALID` for the first thing that makes it unusable. */
export async function inspectFolder(folder: string, source: string): Promise<InspectedBase> {
  const entries = await readdir(folder);
  const names = chooseFiles(entries, source);
  const sizes = new Map(await Promise.all(names.map(async (name) => [name, await sizeOf(folder, name)] as const)));
  const architecture = readArchitecture(await textOf(folder, CONFIG));
  checkTokenizer(await textOf(folder, TOKENIZER));
  await checkWeights(join(folder, WEIGHTS), sizes.get(WEIGHTS) ?? 0);
  const files: [string, { sha256: string; bytes: number }][] = [];
  for (const [name, bytes] of sizes) files.push([name, { sha256: await sha256OfFile(join(folder, name)), bytes }]);
  return { ...architecture, files: Object.fromEntries(files) };
}

async function sizeOf(folder: string, name: string): Promise<number> {
  const found = await stat(join(folder, name));
  if (!found.isFile()) throw invalid(`${name} is no file.`);
  if (found.size > MOST_FILE_BYTES)
    throw invalid(`${name} has ${megabytes(found.size)}; a base's files have 5 GB at most.`);
  return found.size;
}

async function textOf(folder: string, name: string): Promise<string> {
  const bytes = await sizeOf(folder, name);
  if (bytes > MOST_TEXT_BYTES) throw invalid(`${name} has ${megabytes(bytes)}, which is too much to be one.`);
  return readFile(join(folder, name), 'utf8');
}

async function checkWeights(path: string, fileBytes: number): Promise<void> {
  const file = await open(path);
  try {
    const read = async (bytes: number, at: number): Promise<Uint8Array> => {
      const { buffer, bytesRead } = await file.read(new Uint8Array(bytes), 0, bytes, at);
      return buffer.subarray(0, bytesRead);
    };
    const length = headerBytes(await read(LENGTH_BYTES, 0), fileBytes);
    checkHeader(await read(length, LENGTH_BYTES), fileBytes);
  } finally {
    await file.close();
  }
}

const invalid = (what: string): PlatformError =>
  new PlatformError('BASE_INVALID', what, {
    next: 'Name a folder with config.json, model.safetensors and tokenizer.json.',
  });
