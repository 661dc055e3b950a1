import { constants, copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '../adapters/objects.ts';
import { parseS3Uri, under } from '../s3-uri.ts';
import { described, nameBelow } from './download.ts';
import { JobError } from './job-error.ts';

export interface CheckpointPlace {
  readonly store: ObjectStore;
  /** The prefix in S3. */
  readonly uri: string;
  readonly folder: string;
  /** A file outside the container, for what is on its way. */
  readonly scratch: string;
  readonly syncSeconds: number;
  readonly onTrouble: (message: string) => void;
}

/**
 * Keeps a training job's checkpoint folder and its S3 prefix the same while the job runs: file by file, in whatever
 * state a file is at that moment. What is deleted in the folder is deleted in S3; what others put into S3 meanwhile is
 * not fetched.
 */
export class Checkpoints {
  readonly #place: CheckpointPlace;
  readonly #sent = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #last: Promise<void> = Promise.resolve();
  /** So many files may still be sent. */
  #left = Number.POSITIVE_INFINITY;

  constructor(place: CheckpointPlace) {
    this.#place = place;
  }

  /**
   * Brings what an earlier attempt left, then starts to watch.
   * @throws JobError ClientError
   */
  async start(): Promise<void> {
    const { uri, folder, syncSeconds } = this.#place;
    await mkdir(folder, { recursive: true });
    try {
      await this.#bring();
    } catch (error) {
      throw new JobError('ClientError', `Checkpoint download failed: ${uri}: ${described(error)}`);
    }
    this.#timer = setInterval(() => {
      this.#last = this.#last.then(() => this.#sync());
    }, syncSeconds * 1000);
  }

  async #bring(): Promise<void> {
    const { store, uri, folder } = this.#place;
    const { bucket, key: prefix } = parseS3Uri(uri);
    for (const key of await store.list(bucket, prefix)) {
      const name = nameBelow(prefix, key);
      if (key.endsWith('/') || name.split('/').includes('..')) continue;
      await store.download(bucket, key, join(folder, name));
      this.#sent.set(name, await markOf(join(folder, name)));
    }
  }

  /** Sends what is left, from now on so many changed files of it at most, and stops. */
  async stop(mostFiles = Number.POSITIVE_INFINITY): Promise<void> {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#left = mostFiles;
    await this.#last;
    await this.#sync();
  }

  /** Never rejects: what goes wrong comes again with the next round. */
  async #sync(): Promise<void> {
    const { folder, onTrouble } = this.#place;
    try {
      const names = await namesIn(folder);
      for (const name of names) {
        if (this.#left === 0) return;
        if (await this.#send(name)) this.#left -= 1;
      }
      for (const name of [...this.#sent.keys()].filter((one) => !names.includes(one))) await this.#remove(name);
    } catch (error) {
      onTrouble(`checkpoints in ${folder} not uploaded: ${described(error)}`);
    }
  }

  /** Whether the file was sent. It is copied first: it may grow or shrink while it is on its way. */
  async #send(name: string): Promise<boolean> {
    const { store, folder, scratch, onTrouble } = this.#place;
    const { bucket, key: prefix } = parseS3Uri(this.#place.uri);
    const file = join(folder, name);
    try {
      const mark = await markOf(file);
      if (this.#sent.get(name) === mark) return false;
      await copyFile(file, scratch, constants.COPYFILE_FICLONE);
      await store.upload(scratch, bucket, under(prefix, name));
      this.#sent.set(name, mark);
      return true;
    } catch (error) {
      // The container may have deleted or renamed it meanwhile, and even written it again.
      if (!isGone(error)) onTrouble(`checkpoint ${name} not uploaded: ${described(error)}`);
      return false;
    } finally {
      await rm(scratch, { force: true });
    }
  }

  /** A file that cannot be deleted in S3, as without the right to, stays there: it is tried once. */
  async #remove(name: string): Promise<void> {
    const { store, onTrouble } = this.#place;
    const { bucket, key: prefix } = parseS3Uri(this.#place.uri);
    this.#sent.delete(name);
    try {
      await store.remove(bucket, under(prefix, name));
    } catch (error) {
      onTrouble(`checkpoint ${name} not deleted: ${described(error)}`);
    }
  }
}

/** Another one whenever the file was written again. */
async function markOf(file: string): Promise<string> {
  const { size, mtimeNs, ino } = await stat(file, { bigint: true });
  return `${ino}:${size}:${mtimeNs}`;
}

/** Paths of the files below a folder, in order. Folders may go while they are read: the container deletes old ones. */
async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isGone(error)) return [];
    throw error;
  });
  const names: string[] = [];
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    if (entry.isFile()) names.push(entry.name);
    if (!entry.isDirectory()) continue;
    for (const name of await namesIn(join(folder, entry.name))) names.push(`${entry.name}/${name}`);
  }
  return names;
}

const isGone = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
