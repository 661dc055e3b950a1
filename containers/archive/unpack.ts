import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ArchiveLimits } from '../../domain/archive/limits.ts';
import { TarReader, TarRefused } from '../../domain/archive/tar-reader.ts';
import { PlatformError } from '../../domain/errors.ts';
import { gunzip } from './gunzip.ts';

export interface UnpackRules {
  readonly limits: ArchiveLimits;
  /** The only files that may be there. Every safe name when left out. */
  readonly files?: ReadonlySet<string>;
}

const invalid = (why: string, cause?: unknown): PlatformError =>
  new PlatformError('ARTIFACT_INVALID', `model.tar.gz ${why}`, {
    cause,
    next: 'Pack plain files only, as docs/bring-your-own-container.md says.',
  });

/**
 * Unpacks a `model.tar.gz` into a new folder. Everything is checked before a byte of it is written, and bytes are counted
 * as they come: see `TarReader` for what passes. Throws ARTIFACT_INVALID and leaves no folder behind.
 */
export async function unpackModel(path: string, directory: string, rules: UnpackRules): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const files = new Files(directory);
  try {
    const reader = new TarReader(rules);
    for await (const chunk of gunzip(path, rules.limits, invalid)) {
      for (const event of reader.push(chunk)) {
        switch (event.kind) {
          case 'directory':
            files.makeDirectory(event.path);
            break;
          case 'file':
            files.begin(event.path);
            break;
          case 'content':
            files.write(event.bytes);
            break;
          case 'end':
            files.end();
            break;
          default:
            event satisfies never;
        }
      }
    }
    reader.finish();
  } catch (cause) {
    files.end();
    await rm(directory, { recursive: true, force: true });
    throw cause instanceof TarRefused ? invalid(cause.message) : cause;
  }
}

/** Writes one file after the other below a folder. Names are checked already. */
class Files {
  readonly #directory: string;
  #open: number | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  makeDirectory(path: string): void {
    mkdirSync(join(this.#directory, path), { recursive: true });
  }

  begin(path: string): void {
    const target = join(this.#directory, path);
    mkdirSync(dirname(target), { recursive: true });
    this.#open = openSync(target, 'wx', 0o644);
  }

  write(bytes: Uint8Array): void {
    if (this.#open !== undefined) writeFileSync(this.#open, bytes);
  }

  end(): void {
    if (this.#open !== undefined) closeSync(this.#open);
    this.#open = undefined;
  }
}
