import { Worker } from 'node:worker_threads';
import type { Split } from '../../../../domain/prepare/manifest.ts';
import { BatchMemory } from '../readers/batch-memory.ts';
import { PlainRows, type RecordBatch } from '../readers/plain-rows.ts';
import type { LedgerPlace, SettleOrder } from './ledger.ts';
import type { LedgerAnswer, LedgerNews, LedgerRequest, LedgerWorkerData } from './ledger-messages.ts';
import type { LedgerRules } from './ledger-rules.ts';
import type { PackedLog } from './packed-log.ts';
import type { Tally } from './tally.ts';

/** Batches under way at once, of about a megabyte each. */
const UNDER_WAY = 3;

/** From the sources, or beside the bundle of the image. */
const ENTRY = import.meta.url.endsWith('.ts') ? './ledger-worker.ts' : './ledger-worker.mjs';

interface Waiting {
  readonly resolve: (answer: LedgerAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** A ledger in a thread of its own, so that rows are checked and hashed while the next ones are read. */
export class LedgerThread {
  readonly #worker: Worker;
  readonly #onSorted: (split: Split) => void;
  #waiting: Waiting[] = [];
  #newest: Promise<unknown> = Promise.resolve();
  #failure: Error | undefined;
  readonly #free = Array.from({ length: UNDER_WAY }, () => new BatchMemory());
  #onFree: (() => void) | undefined;

  constructor(place: LedgerPlace, rules: LedgerRules, onSorted: (split: Split) => void) {
    const workerData: LedgerWorkerData = { place, rules };
    this.#onSorted = onSorted;
    this.#worker = new Worker(new URL(ENTRY, import.meta.url), { workerData });
    this.#worker.on('message', (answer: LedgerAnswer | LedgerNews) => this.#hear(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', (code) => this.#fail(new Error(`the thread of a ledger ended with ${code}`)));
  }

  /** Batches that it was given and is not done with. */
  get underWay(): number {
    return this.#waiting.length;
  }

  /** Hands a batch over; waits while too many are under way. */
  async take(upload: number, batch: RecordBatch): Promise<void> {
    const memory = await this.#freeMemory();
    const request: LedgerRequest =
      batch instanceof PlainRows
        ? { kind: 'plain', upload, rows: batch.packInto(memory) }
        : { kind: 'records', upload, records: batch };
    // Whoever waits for the newest answer hears of a failure.
    this.#ask(request).then(
      () => this.#giveBack(memory),
      () => undefined,
    );
  }

  /** Waits until everything that was handed over is done. */
  async drain(): Promise<void> {
    await this.#newest;
  }

  async pack(): Promise<PackedLog> {
    const answer = await this.#ask({ kind: 'pack' });
    if (answer.kind !== 'packed') throw new TypeError('the thread of a ledger gave no rows');
    return answer.log;
  }

  async settle(order: SettleOrder): Promise<Tally> {
    const answer = await this.#ask({ kind: 'settle', order });
    if (answer.kind !== 'settled') throw new TypeError('the thread of a ledger gave no result');
    return answer.tally;
  }

  /** Ends the thread. Whoever asked it for anything has heard of a failure; nobody needs what is left. */
  async close(): Promise<void> {
    await this.#ask({ kind: 'close' }).catch(() => undefined);
    await this.#worker.terminate();
  }

  #ask(request: LedgerRequest): Promise<LedgerAnswer> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const answer = new Promise<LedgerAnswer>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    this.#newest = answer;
    this.#worker.postMessage(request);
    return answer;
  }

  #hear(answer: LedgerAnswer | LedgerNews): void {
    if (answer.kind === 'sorted') {
      this.#onSorted(answer.split);
      return;
    }
    this.#waiting.shift()?.resolve(answer);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(this.#failure);
    this.#onFree?.();
  }

  async #freeMemory(): Promise<BatchMemory> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      const memory = this.#free.pop();
      if (memory !== undefined) return memory;
      await new Promise<void>((resolve) => {
        this.#onFree = resolve;
      });
    }
  }

  #giveBack(memory: BatchMemory): void {
    this.#free.push(memory);
    this.#onFree?.();
  }
}
