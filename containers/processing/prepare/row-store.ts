import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import { SPLITS, type Split } from '../../../domain/prepare/manifest.ts';
import type { RecordBatch } from './readers/plain-rows.ts';
import { asideFilesSql } from './rows/aside-file.ts';
import { labelSql } from './rows/label-sql.ts';
import type { UploadName } from './rows/ledger.ts';
import type { LedgerRules } from './rows/ledger-rules.ts';
import { Ledgers, type Settled } from './rows/ledgers.ts';
import { asidePath, sortedPath } from './rows/row-files.ts';
import { sortedFilesSql } from './rows/sorted-file.ts';
import { listSql, literal } from './sql.ts';

const DATABASE_MEMORY_MB = 192;
/** Threads pay from about so many bytes of uploads on. */
const THREADS_BYTES = 16 * 2 ** 20;
const THREADS = 2;

/** The hash of a row's text without its first 32 bits, which say its split. */
const SAMPLE_KEY = 'substr(row_id, 9)';
const boundSchema = z.object({ key: z.string().nullable() });

/** How many threads settle the rows of uploads of this size; 0: none of their own. */
export const threadsFor = (sizeBytes: number): number => (sizeBytes >= THREADS_BYTES ? THREADS : 0);

export interface StoreOptions {
  readonly rules: LedgerRules;
  /** Threads beside this one that check and settle rows. What comes of it is the same for any number. */
  readonly threads: number;
}

/**
 * The rows of a run, in memory that stays bounded whatever the size of the uploads. Rows go in upload by upload;
 * `settle` then finds conflicts and duplicates, and DuckDB makes files of what came of it.
 */
export class RowStore {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  /** For files that are written while queries run: one connection does one thing at a time. */
  readonly #copying: DuckDBConnection;
  readonly #directory: string;
  readonly #rules: LedgerRules;
  readonly #ledgers: Ledgers;
  readonly #uploads: UploadName[] = [];
  readonly #forgotten: number[] = [];
  #onSorted: (split: Split) => void = () => undefined;
  /** Only rows whose key is at most this; all of them without one. */
  #sampleBound: string | undefined;

  private constructor(
    instance: DuckDBInstance,
    [connection, copying]: readonly [DuckDBConnection, DuckDBConnection],
    directory: string,
    options: StoreOptions,
  ) {
    this.#instance = instance;
    this.#connection = connection;
    this.#copying = copying;
    this.#directory = directory;
    this.#rules = options.rules;
    this.#ledgers = new Ledgers(directory, options.rules, options.threads, (split) => this.#onSorted(split));
  }

  /** A new, empty store in a folder of its own. */
  static async create(directory: string, options: StoreOptions): Promise<RowStore> {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: `${DATABASE_MEMORY_MB}MB`,
      temp_directory: join(directory, 'spill'),
      threads: '2',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    return new RowStore(instance, [await instance.connect(), await instance.connect()], directory, options);
  }

  /** The next upload of the plan. */
  addUpload(uploadId: string, key: string): void {
    this.#uploads.push({ uploadId, key });
  }

  async take(upload: number, batch: RecordBatch): Promise<void> {
    await this.#ledgers.take(upload, batch);
  }

  /** Waits until all rows that it was given are in it. */
  async drain(): Promise<void> {
    await this.#ledgers.drain();
  }

  /** Forgets every row of an upload whose file turned out to be unreadable. */
  discard(upload: number): void {
    this.#forgotten.push(upload);
  }

  /**
   * Decides about each row: kept, duplicate or in conflict. To be called once, after the last row. `onSorted` is told
   * when the rows of a split can be read, before the others can.
   */
  async settle(onSorted: (split: Split) => void = () => undefined): Promise<Settled> {
    this.#onSorted = onSorted;
    const settled = await this.#ledgers.settle(this.#uploads, this.#forgotten);
    const isNoOrphan = this.#forgotten.length === 0 ? 'true' : `upload NOT IN (${this.#forgotten.join(', ')})`;
    const aside = asideFilesSql(this.#filesOf((ledger) => asidePath(this.#directory, ledger)));
    await this.#connection.run(`CREATE TABLE quarantine AS SELECT * FROM ${aside} WHERE ${isNoOrphan}`);
    return settled;
  }

  /** SQL of a settled split: `row_id`, `text`, `label`, `upload_id`, in ascending order of row ids. */
  sortedRows(split: Split): string {
    const { maxTextLength } = this.#rules;
    const uploadIds = this.#uploads.map(({ uploadId }) => uploadId);
    const paths = this.#filesOf((share) => sortedPath(this.#directory, split, share));
    const rows = sortedFilesSql(paths, 4 * maxTextLength + 1024);
    const within = this.#sampleBound === undefined ? '' : ` WHERE ${SAMPLE_KEY} <= ${literal(this.#sampleBound)}`;
    return `SELECT row_id, text, ${labelSql(this.#rules)} AS label, ${listSql(uploadIds)}[upload + 1] AS upload_id FROM ${rows}${within}`;
  }

  /**
   * Leaves all settled rows out but `rows` of them, or fewer where there are fewer: always the same ones, and those of a
   * smaller sample among those of a larger one.
   */
  async sample(rows: number): Promise<void> {
    const keys = `SELECT ${SAMPLE_KEY} AS key FROM (${this.allSortedRows()}) ORDER BY key LIMIT ${rows}`;
    const [last] = await this.all(`SELECT max(key) AS key FROM (${keys})`);
    this.#sampleBound = boundSchema.parse(last).key ?? undefined;
  }

  /** SQL of all settled rows. */
  allSortedRows(): string {
    return SPLITS.map((split) => this.sortedRows(split)).join(' UNION ALL ');
  }

  /** Runs a query and gives its rows in batches, without holding the whole result. */
  async *query(sql: string): AsyncGenerator<Record<string, unknown>[]> {
    yield* (await this.#connection.stream(sql)).yieldRowObjectJs();
  }

  async all(sql: string): Promise<Record<string, unknown>[]> {
    return (await this.#connection.runAndReadAll(sql)).getRowObjectsJS();
  }

  /** Runs a COPY beside the queries. */
  async copy(sql: string): Promise<void> {
    await this.#copying.run(sql);
  }

  /** The folder and what is in it are the caller's to remove. */
  async close(): Promise<void> {
    this.#connection.closeSync();
    this.#copying.closeSync();
    this.#instance.closeSync();
    await this.#ledgers.close();
  }

  /** Each ledger has its own. */
  #filesOf(path: (ledger: number) => string): string[] {
    return Array.from({ length: this.#ledgers.count }, (_, ledger) => path(ledger));
  }
}
