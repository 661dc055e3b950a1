import { createReadStream } from 'node:fs';
import { datasetHasher } from '../../../../domain/prepare/dataset-id.ts';
import type { Split } from '../../../../domain/prepare/manifest.ts';
import type { RecordBatch } from '../readers/plain-rows.ts';
import { Ledger, type UploadName } from './ledger.ts';
import { type LedgerRules, taskOfRules } from './ledger-rules.ts';
import { LedgerThread } from './ledger-thread.ts';
import { identityPath } from './row-files.ts';
import { sumOf, type Tally } from './tally.ts';

/** Rows that all logs together keep in memory. */
const ROWS_IN_MEMORY_BYTES = 48 * 2 ** 20;

/** What became of the rows. */
export interface Settled extends Tally {
  /** 64 hexadecimal characters. */
  readonly datasetId: string;
}

/** The ledgers of a run, which share its rows: one in this thread, or one in each of several. */
export class Ledgers {
  readonly #directory: string;
  readonly #rules: LedgerRules;
  readonly #all: readonly (Ledger | LedgerThread)[];

  /** `threads`: 0 for a ledger in this one. `onSorted` is told when all kept rows of a split are written. */
  constructor(directory: string, rules: LedgerRules, threads: number, onSorted: (split: Split) => void) {
    const shares = Math.max(1, threads);
    const sorted = { train: 0, validation: 0, test: 0 };
    const onShareSorted = (split: Split): void => {
      sorted[split] += 1;
      if (sorted[split] === shares) onSorted(split);
    };
    const Kind = threads === 0 ? Ledger : LedgerThread;
    this.#directory = directory;
    this.#rules = rules;
    this.#all = Array.from({ length: shares }, (_, share) => {
      const rowsInMemoryBytes = ROWS_IN_MEMORY_BYTES / shares;
      return new Kind({ directory, place: { share, shares }, rowsInMemoryBytes }, rules, onShareSorted);
    });
  }

  get count(): number {
    return this.#all.length;
  }

  /** Gives a batch to the ledger that has the least to do. */
  async take(upload: number, batch: RecordBatch): Promise<void> {
    const busy = (ledger: Ledger | LedgerThread): number => (ledger instanceof LedgerThread ? ledger.underWay : 0);
    await this.#all.reduce((a, b) => (busy(b) < busy(a) ? b : a)).take(upload, batch);
  }

  /** Waits until all rows that were given are in a ledger. */
  async drain(): Promise<void> {
    for (const ledger of this.#all) if (ledger instanceof LedgerThread) await ledger.drain();
  }

  /** To be called once, after the last row; ends the ledgers. The rows of `forgotten` uploads count for nothing. */
  async settle(uploads: readonly UploadName[], forgotten: readonly number[]): Promise<Settled> {
    const logs = await Promise.all(this.#all.map((ledger) => ledger.pack()));
    const tallies = await Promise.all(this.#all.map((ledger) => ledger.settle({ logs, uploads, forgotten })));
    // What comes next needs the memory that the rows had.
    await this.close();
    return { ...sumOf(tallies), datasetId: await this.#datasetId() };
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((ledger) => ledger.close()));
  }

  async #datasetId(): Promise<string> {
    const { names: labels, splitRule } = this.#rules;
    const hasher = datasetHasher({ labels, splitRule, task: taskOfRules(this.#rules) });
    for (const share of this.#all.keys()) {
      for await (const lines of createReadStream(identityPath(this.#directory, share))) hasher.add(lines);
    }
    return hasher.id();
  }
}
