import { Worker } from 'node:worker_threads';
import type { Split } from '../../../../domain/prepare/manifest.ts';
import { PlainRows, type RecordBatch } from '../readers/plain-rows.ts';
import type { LedgerRules, Settled, UploadName } from './ledger.ts';
import type { LedgerAnswer, LedgerRequest, LedgerWorkerData } from './ledger-messages.ts';

/** Batches under way at once, of about a megabyte each. */
const UNDER_WAY = 4;

/** From the sources, or beside the bundle of the image. */
const ENTRY = import.meta.url.endsWith('.ts') ? './ledger-worker.ts' : './ledger-worker.mjs';

interface Waiting {
  readonly resolve: (settled: Settled | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** A ledger in a thread of its own, so that rows are checked and hashed while the next ones are read. */
export class LedgerThread {
  readonly #worker: Worker;
  readonly #onSorted: (split: Split) => void;
  #waiting: Waiting[] = [];
  #newest: Promise<unknown> = Promise.resolve();
  #failure: Error | undefined;
  #room: (() => void) | undefined;

  constructor(directory: string, rules: LedgerRules, onSorted: (split: Split) => void) {
    const workerData: LedgerWorkerData = { directory, rules };
    this.#onSorted = onSorted;
    this.#worker = new Worker(new URL(ENTRY, import.meta.url), { workerData });
    this.#worker.on('message', (answer: LedgerAnswer) => this.#hear(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`the thread of the ledger ended with ${code}`)));
  }

  /** Hands a batch over; waits while too many are under way. */
  async take(upload: number, batch: RecordBatch): Promise<void> {
    const request: LedgerRequest =
      batch instanceof PlainRows
        ? { kind: 'plain', upload, rows: batch.packed() }
        : { kind: 'records', upload, records: batch };
    const done = this.#ask(request);
    // Whoever waits for the newest one hears of a failure.
    done.catch(() => undefined);
    if (this.#waiting.length > UNDER_WAY)
      await new Promise<void>((resolve) => {
        this.#room = resolve;
      });
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Waits until everything that was handed over is done. */
  async drain(): Promise<void> {
    await this.#newest;
  }

  async forget(upload: number): Promise<void> {
    await this.#ask({ kind: 'forget', upload });
  }

  async settle(uploads: readonly UploadName[]): Promise<Settled> {
    const settled = await this.#ask({ kind: 'settle', uploads });
    if (settled === undefined) throw new TypeError('the thread of the ledger gave no result');
    return settled;
  }

  async close(): Promise<void> {
    if (this.#failure === undefined) await this.#ask({ kind: 'close' });
    await this.#worker.terminate();
  }

  #ask(request: LedgerRequest): Promise<Settled | undefined> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const answer = new Promise<Settled | undefined>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    this.#newest = answer;
    this.#worker.postMessage(request);
    return answer;
  }

  #hear(answer: LedgerAnswer): void {
    if (answer.kind === 'sorted') {
      this.#onSorted(answer.split);
      return;
    }
    this.#waiting.shift()?.resolve(answer.settled);
    this.#makeRoom();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(this.#failure);
    this.#makeRoom();
  }

  #makeRoom(): void {
    this.#room?.();
    this.#room = undefined;
  }
}
