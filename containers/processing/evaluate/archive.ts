import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { PlatformError } from '../../../domain/errors.ts';

export interface ArchiveLimits {
  readonly entries: number;
  /** Of the whole archive, unpacked. */
  readonly bytes: number;
}

const LIMITS: ArchiveLimits = { entries: 10, bytes: 2 ** 30 };

/** The only files that an artifact may have. */
const ALLOWED: ReadonlySet<string> = new Set(['model.json', 'model.onnx', 'vocabulary.json']);

const invalid = (why: string, cause?: unknown): PlatformError =>
  new PlatformError('ARTIFACT_INVALID', `model.tar.gz ${why}`, { cause });

/**
 * Unpacks a `model.tar.gz` into a new folder, checking each entry before a byte of it is written: plain files with known
 * names only, once each, and no more bytes than the limit. Throws ARTIFACT_INVALID and leaves no folder behind.
 */
export async function unpackArtifact(path: string, directory: string, limits = LIMITS): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  try {
    await parse(path, limits, new ArchiveFiles(directory, limits.entries));
  } catch (cause) {
    await rm(directory, { recursive: true, force: true });
    throw cause instanceof PlatformError ? cause : invalid('is damaged or no gzipped tar archive', cause);
  }
}

async function parse(path: string, limits: ArchiveLimits, files: ArchiveFiles): Promise<void> {
  const parser = new Parser({ strict: true });
  let failure: unknown;
  parser.on('error', (error: unknown) => {
    failure ??= error;
  });
  parser.on('entry', (entry: ReadEntry) => {
    // An exception must not leave the parser half way through a chunk.
    try {
      files.take(entry);
    } catch (error) {
      failure ??= error;
      entry.resume();
    }
  });
  const gunzip = createGunzip();
  const file = createReadStream(path).on('error', (error) => gunzip.destroy(error));
  let bytes = 0;
  for await (const chunk of file.pipe(gunzip)) {
    bytes += chunk.length;
    if (bytes > limits.bytes) throw invalid(`unpacks to more than ${limits.bytes} bytes`);
    parser.write(chunk);
    if (failure !== undefined) throw failure;
  }
  parser.end();
  if (failure !== undefined) throw failure;
  if (files.count === 0) throw invalid('has no files');
}

/** Writes the entries that are allowed and refuses the others. */
class ArchiveFiles {
  readonly #directory: string;
  readonly #limit: number;
  readonly #names = new Set<string>();
  #entries = 0;

  constructor(directory: string, limit: number) {
    this.#directory = directory;
    this.#limit = limit;
  }

  get count(): number {
    return this.#names.size;
  }

  take(entry: ReadEntry): void {
    this.#entries += 1;
    if (this.#entries > this.#limit) throw invalid(`has more than ${this.#limit} entries`);
    if (entry.type === 'Directory' && ['.', './'].includes(entry.path)) {
      entry.resume();
      return;
    }
    const shown = JSON.stringify(entry.path.slice(0, 80));
    if (entry.type !== 'File' && entry.type !== 'OldFile') throw invalid(`has a ${entry.type}: ${shown}`);
    const name = entry.path.startsWith('./') ? entry.path.slice(2) : entry.path;
    if (!ALLOWED.has(name)) throw invalid(`has a file that no model has: ${shown}`);
    if (this.#names.has(name)) throw invalid(`has ${shown} twice`);
    this.#names.add(name);
    const file = openSync(join(this.#directory, name), 'wx');
    entry.on('data', (chunk: Buffer) => writeSync(file, chunk));
    entry.on('end', () => closeSync(file));
  }
}
