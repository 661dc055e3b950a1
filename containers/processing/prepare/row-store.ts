import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBDataChunk, DuckDBInstance, INTEGER, VARCHAR } from '@duckdb/node-api';
import { datasetHasher } from '../../../domain/prepare/dataset-id.ts';
import { type QuarantineReason, SPLITS, type Split } from '../../../domain/prepare/manifest.ts';
import { packedRowIdOf } from '../../../domain/prepare/row-id.ts';
import { splitOf, splitShares } from '../../../domain/prepare/split.ts';
import { PartitionLog } from './rows/partition-log.ts';
import { type Decisions, settle } from './rows/settle.ts';
import { SortedFile, sortedFileSql } from './rows/sorted-file.ts';
import type { Sighting } from './rows/texts-of-partition.ts';

/** What the rows of a store are. */
export interface StoreSchema {
  /** Names of the labels, sorted; a row's label is a place in them. */
  readonly labels: readonly string[];
  readonly splitRule: string;
  /** Longest text in UTF-16 code units. */
  readonly maxTextLength: number;
}

/** `upload` is the upload's place in the plan. */
export interface SetAsideRow {
  readonly upload: number;
  readonly line: number;
  readonly reason: QuarantineReason;
  readonly detail: string;
  readonly raw: string;
}

/** What became of the rows of a store. */
export interface Settled {
  /** 64 hexadecimal characters. */
  readonly datasetId: string;
  /** By upload. */
  readonly kept: readonly number[];
  readonly duplicates: readonly number[];
  /** Kept rows by split, then by label. */
  readonly cells: Readonly<Record<Split, readonly number[]>>;
}

const QUARANTINE_COLUMNS = [INTEGER, INTEGER, VARCHAR, VARCHAR, VARCHAR];
const CHUNK_ROWS = 2048;
/** Rows beyond it go to a file. */
const ROWS_IN_MEMORY_BYTES = 96 * 2 ** 20;
const DATABASE_MEMORY_MB = 256;

export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * The rows of a run, in memory that stays bounded whatever the size of the uploads: valid rows in a partition log, rows
 * that are set aside in a DuckDB file. Rows go in upload by upload; `settle` then finds conflicts and duplicates.
 */
export class RowStore {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #directory: string;
  readonly #schema: StoreSchema;
  readonly #log: PartitionLog;
  readonly #uploads: { readonly uploadId: string; readonly key: string }[] = [];
  readonly #forgotten = new Set<number>();
  #setAside: SetAsideRow[] = [];

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, directory: string, schema: StoreSchema) {
    this.#instance = instance;
    this.#connection = connection;
    this.#directory = directory;
    this.#schema = schema;
    this.#log = new PartitionLog(join(directory, 'rows.bin'), ROWS_IN_MEMORY_BYTES);
  }

  /** A new, empty store in a folder of its own. */
  static async create(directory: string, schema: StoreSchema): Promise<RowStore> {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: `${DATABASE_MEMORY_MB}MB`,
      temp_directory: join(directory, 'spill'),
      threads: '2',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    await connection.run(
      'CREATE TABLE quarantine (upload INTEGER, line INTEGER, reason VARCHAR, detail VARCHAR, raw VARCHAR)',
    );
    return new RowStore(instance, connection, directory, schema);
  }

  /** The next upload of the plan. */
  addUpload(uploadId: string, key: string): void {
    this.#uploads.push({ uploadId, key });
  }

  /** A valid row: its normalized text as UTF-8, and its label's place in the schema's. */
  add(upload: number, line: number, label: number, text: Uint8Array): void {
    this.#log.append(packedRowIdOf(text), upload, line, label, text);
  }

  setAside(row: SetAsideRow): void {
    this.#setAside.push(row);
  }

  /** To be awaited now and then, since rows that are set aside wait in memory for it. */
  async flush(atLeastRows = 1): Promise<void> {
    if (this.#setAside.length < atLeastRows) return;
    const cells = this.#setAside.map((r) => [r.upload, r.line, r.reason, r.detail, r.raw]);
    this.#setAside = [];
    const appender = await this.#connection.createAppender('quarantine');
    for (let from = 0; from < cells.length; from += CHUNK_ROWS) {
      const chunk = DuckDBDataChunk.create(QUARANTINE_COLUMNS);
      chunk.setRows(cells.slice(from, from + CHUNK_ROWS));
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  }

  /** Forgets every row of an upload whose file turned out to be unreadable. */
  async discard(upload: number): Promise<void> {
    this.#forgotten.add(upload);
    await this.flush();
    await this.#connection.run('DELETE FROM quarantine WHERE upload = ?', [upload]);
  }

  /** Decides about each row: kept, duplicate or in conflict. To be called once, after the last row. */
  async settle(): Promise<Settled> {
    const { labels, splitRule } = this.#schema;
    const shares = splitShares(splitRule);
    const hasher = datasetHasher({ labels, splitRule });
    const files = { train: this.#sorted('train'), validation: this.#sorted('validation'), test: this.#sorted('test') };
    const zeros = (length: number): number[] => new Array(length).fill(0);
    const kept = zeros(this.#uploads.length);
    const duplicates = zeros(this.#uploads.length);
    const cells = { train: zeros(labels.length), validation: zeros(labels.length), test: zeros(labels.length) };
    const decisions: Decisions = {
      kept: (rowId, { upload, label }, text) => {
        const split = splitOf(rowId, shares);
        files[split].add(rowId, upload, label, text);
        hasher.add(rowId, labels[label] ?? '');
        kept[upload] = (kept[upload] ?? 0) + 1;
        cells[split][label] = (cells[split][label] ?? 0) + 1;
      },
      conflict: (row, other, text) => this.setAside(this.#conflict(row, other, text)),
      duplicates: (upload, rows) => {
        duplicates[upload] = (duplicates[upload] ?? 0) + rows;
      },
      pause: () => this.flush(CHUNK_ROWS),
    };
    await settle(this.#log, (upload) => this.#forgotten.has(upload), decisions);
    await this.flush();
    for (const split of SPLITS) files[split].close();
    return { datasetId: hasher.id(), kept, duplicates, cells };
  }

  /** SQL of a settled split: `row_id`, `text`, `label`, `upload_id`, in ascending order of row ids. */
  sortedRows(split: Split): string {
    const { labels, maxTextLength } = this.#schema;
    const names = `[${labels.map(literal).join(', ')}]`;
    const uploads = `[${this.#uploads.map(({ uploadId }) => literal(uploadId)).join(', ')}]`;
    const file = sortedFileSql(this.#sortedPath(split), 4 * maxTextLength + 1024);
    return `SELECT row_id, text, ${names}[label + 1] AS label, ${uploads}[upload + 1] AS upload_id FROM ${file}`;
  }

  /** Runs a query and gives its rows in batches, without holding the whole result. */
  async *query(sql: string): AsyncGenerator<Record<string, unknown>[]> {
    yield* (await this.#connection.stream(sql)).yieldRowObjectJs();
  }

  async all(sql: string): Promise<Record<string, unknown>[]> {
    return (await this.#connection.runAndReadAll(sql)).getRowObjectsJS();
  }

  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  async close(): Promise<void> {
    this.#connection.closeSync();
    this.#instance.closeSync();
    await this.#log.close();
    for (const split of SPLITS) await rm(this.#sortedPath(split), { force: true });
  }

  #sortedPath(split: Split): string {
    return join(this.#directory, `${split}.tsv`);
  }

  #sorted(split: Split): SortedFile {
    return new SortedFile(this.#sortedPath(split));
  }

  #conflict(row: Sighting, other: Sighting, text: Buffer): SetAsideRow {
    const name = (label: number): string => this.#schema.labels[label] ?? '';
    const { key, uploadId } = this.#uploads[other.upload] ?? { key: '', uploadId: '' };
    const detail = `labelled ${name(row.label)} here and ${name(other.label)} in ${key} (upload ${uploadId}), line ${other.line}`;
    const raw = `${text.toString('utf8')}\t${name(row.label)}`;
    return { upload: row.upload, line: row.line, reason: 'LABEL_CONFLICT', detail, raw };
  }
}
