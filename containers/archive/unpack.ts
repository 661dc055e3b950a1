import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readArchive, type UnpackRules } from './read-archive.ts';

/** Unpacks a `model.tar.gz` into a new folder. Throws ARTIFACT_INVALID and leaves no folder behind. */
export async function unpackModel(path: string, directory: string, rules: UnpackRules): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const files = new Files(directory);
  try {
    for await (const event of readArchive(path, 'model.tar.gz', rules)) {
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
  } catch (cause) {
    files.end();
    await rm(directory, { recursive: true, force: true });
    throw cause;
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
