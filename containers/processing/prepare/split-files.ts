import { SPLITS, type Split } from '../../../domain/prepare/manifest.ts';
import { assertWritten, splitPath, writeSplit } from './files.ts';
import type { RowStore } from './row-store.ts';

/** The Parquet files of a run's splits, each begun as soon as its rows are sorted. */
export class SplitFiles {
  readonly #store: RowStore;
  readonly #directory: string;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: RowStore, directory: string) {
    this.#store = store;
    this.#directory = directory;
  }

  begin(split: Split): void {
    this.#writing = this.#writing.then(() => writeSplit(this.#store, split, this.#directory));
    // Whoever waits for the files hears of a failure.
    this.#writing.catch(() => undefined);
  }

  /** Paths of the complete files. Throws UNEXPECTED when one has not the rows that were counted. */
  async done(rowsPerSplit: Readonly<Record<Split, number>>): Promise<Record<Split, string>> {
    await this.#writing;
    for (const split of SPLITS) await assertWritten(this.#store, split, this.#directory, rowsPerSplit[split]);
    const path = (split: Split): string => splitPath(this.#directory, split);
    return { train: path('train'), validation: path('validation'), test: path('test') };
  }

  /** Waits until nothing is written any more, whatever comes of it. */
  async stop(): Promise<void> {
    await this.#writing.catch(() => undefined);
  }
}
