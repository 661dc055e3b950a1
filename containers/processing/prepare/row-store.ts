import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBDataChunk, DuckDBInstance, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { QuarantineReason } from '../../../domain/prepare/manifest.ts';
import { SETTLE } from './settle-sql.ts';

/** A valid row. `upload` is the upload's place in the plan. */
export interface StoredRow {
  readonly upload: number;
  readonly line: number;
  readonly rowId: string;
  readonly label: string;
  readonly split: string;
  readonly text: string;
}

export interface SetAsideRow {
  readonly upload: number;
  readonly line: number;
  readonly reason: QuarantineReason;
  readonly detail: string;
  readonly raw: string;
}

type Cell = string | number;

const ROW_COLUMNS = [INTEGER, INTEGER, VARCHAR, VARCHAR, VARCHAR, VARCHAR];
const QUARANTINE_COLUMNS = [INTEGER, INTEGER, VARCHAR, VARCHAR, VARCHAR];
const CHUNK_ROWS = 2048;

export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * The rows of a run in a DuckDB file that spills to disk, so that memory stays bounded whatever the size of the uploads.
 * Rows go in upload by upload; `settle` then finds conflicts and duplicates.
 */
export class RowStore {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #path: string;
  #rows: StoredRow[] = [];
  #setAside: SetAsideRow[] = [];

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, path: string) {
    this.#instance = instance;
    this.#connection = connection;
    this.#path = path;
  }

  /** A new, empty store in a folder of its own. */
  static async create(directory: string, memoryLimitMb = 256): Promise<RowStore> {
    const path = join(directory, 'rows.duckdb');
    await rm(path, { force: true });
    const instance = await DuckDBInstance.create(path, {
      memory_limit: `${memoryLimitMb}MB`,
      temp_directory: join(directory, 'spill'),
      threads: '2',
      preserve_insertion_order: 'false',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    await connection.run(`
      CREATE TABLE rows (upload INTEGER, line INTEGER, row_id VARCHAR, label VARCHAR, split VARCHAR, text VARCHAR);
      CREATE TABLE quarantine (upload INTEGER, line INTEGER, reason VARCHAR, detail VARCHAR, raw VARCHAR);
      CREATE TABLE uploads (upload INTEGER, upload_id VARCHAR, key VARCHAR);
    `);
    return new RowStore(instance, connection, path);
  }

  async addUpload(upload: number, uploadId: string, key: string): Promise<void> {
    await this.#connection.run('INSERT INTO uploads VALUES (?, ?, ?)', [upload, uploadId, key]);
  }

  async add(rows: readonly StoredRow[], setAside: readonly SetAsideRow[]): Promise<void> {
    for (const row of rows) this.#rows.push(row);
    for (const row of setAside) this.#setAside.push(row);
    if (this.#rows.length >= 4 * CHUNK_ROWS) await this.#flushRows();
    if (this.#setAside.length >= CHUNK_ROWS) await this.#flushSetAside();
  }

  async flush(): Promise<void> {
    await this.#flushRows();
    await this.#flushSetAside();
  }

  /** Forgets every row of an upload whose file turned out to be unreadable. */
  async discard(upload: number): Promise<void> {
    await this.flush();
    await this.#connection.run('DELETE FROM rows WHERE upload = ?', [upload]);
    await this.#connection.run('DELETE FROM quarantine WHERE upload = ?', [upload]);
  }

  /** Decides about each row: kept, duplicate or in conflict. To be called once, after the last row. */
  async settle(): Promise<void> {
    await this.flush();
    await this.#connection.run(SETTLE);
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
    await rm(this.#path, { force: true });
    await rm(`${this.#path}.wal`, { force: true });
  }

  async #flushRows(): Promise<void> {
    const cells = this.#rows.map((r): Cell[] => [r.upload, r.line, r.rowId, r.label, r.split, r.text]);
    this.#rows = [];
    await this.#append('rows', ROW_COLUMNS, cells);
  }

  async #flushSetAside(): Promise<void> {
    const cells = this.#setAside.map((r): Cell[] => [r.upload, r.line, r.reason, r.detail, r.raw]);
    this.#setAside = [];
    await this.#append('quarantine', QUARANTINE_COLUMNS, cells);
  }

  async #append(table: string, types: typeof ROW_COLUMNS, cells: readonly Cell[][]): Promise<void> {
    if (cells.length === 0) return;
    const appender = await this.#connection.createAppender(table);
    for (let from = 0; from < cells.length; from += CHUNK_ROWS) {
      const chunk = DuckDBDataChunk.create(types);
      chunk.setRows(cells.slice(from, from + CHUNK_ROWS));
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  }
}
