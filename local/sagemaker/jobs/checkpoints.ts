import { existsSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ObjectStore } from '../adapters/objects.ts';
import { parseS3Uri, under } from '../s3-uri.ts';
import { described, nameBelow } from './download.ts';
import { filesIn } from './upload.ts';

const PERIOD_MS = 5_000;

/** Keeps a training job's checkpoint folder and its S3 prefix the same, file by file, while the job runs. */
export class Checkpoints {
  readonly #store: ObjectStore;
  readonly #uri: string;
  readonly #folder: string;
  readonly #onTrouble: (message: string) => void;
  readonly #sent = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(store: ObjectStore, uri: string, folder: string, onTrouble: (message: string) => void) {
    this.#store = store;
    this.#uri = uri;
    this.#folder = folder;
    this.#onTrouble = onTrouble;
  }

  /** Brings what an earlier attempt left, then starts to watch. */
  async start(): Promise<void> {
    const { bucket, key: prefix } = parseS3Uri(this.#uri);
    await mkdir(this.#folder, { recursive: true });
    for (const key of await this.#store.list(bucket, prefix)) {
      const name = nameBelow(prefix, key);
      if (!key.endsWith('/') && !name.split('/').includes('..')) {
        await this.#store.download(bucket, key, join(this.#folder, name));
        this.#sent.set(name, await this.#mark(join(this.#folder, name)));
      }
    }
    this.#timer = setInterval(() => {
      this.#last = this.#last.then(() => this.#sync());
    }, PERIOD_MS);
  }

  /** Sends what is left, and stops. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#last;
    await this.#sync();
  }

  async #sync(): Promise<void> {
    const { bucket, key: prefix } = parseS3Uri(this.#uri);
    for (const file of await filesIn(this.#folder)) {
      const name = relative(this.#folder, file).split(sep).join('/');
      try {
        const mark = await this.#mark(file);
        if (this.#sent.get(name) === mark) continue;
        await this.#store.upload(file, bucket, under(prefix, name));
        this.#sent.set(name, mark);
      } catch (error) {
        // The container may have renamed it meanwhile; anything else comes again with the next round.
        if (existsSync(file)) this.#onTrouble(`checkpoint ${name} not uploaded: ${described(error)}`);
      }
    }
  }

  async #mark(file: string): Promise<string> {
    const { size, mtimeMs } = await stat(file);
    return `${size}:${mtimeMs}`;
  }
}
