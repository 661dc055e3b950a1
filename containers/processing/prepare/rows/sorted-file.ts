import { closeSync, openSync, writeSync } from 'node:fs';
import { listSql } from '../sql.ts';

/** Larger pieces are not faster, and can cost Linux ten times as much: it looks for large pages to keep them in. */
const BUFFER_BYTES = 1 << 16;
const LF = 0x0a;

/** SQL of the columns that a sorted file has; nothing in it needs a quote, since normalized texts have neither tab nor line end. */
const COLUMNS = `{'row_id': 'VARCHAR', 'upload': 'INTEGER', 'label': 'INTEGER', 'text': 'VARCHAR'}`;

/** DuckDB reads so much at once and keeps several of it; left to itself it takes a hundred megabytes more. */
const READ_BYTES = 4 * 2 ** 20;

/** Sorted files, one after the other, as a relation for DuckDB. A line is at most `lineLimitBytes` long. */
export const sortedFilesSql = (paths: readonly string[], lineLimitBytes: number): string =>
  `read_csv(${listSql(paths)}, auto_detect = false, header = false, delim = '\\t', quote = '', escape = '',
    new_line = '\\n', columns = ${COLUMNS}, max_line_size = ${Math.max(1 << 20, lineLimitBytes)},
    buffer_size = ${Math.max(READ_BYTES, 2 * lineLimitBytes)})`;

/** Kept rows in ascending order of their ids, a line each, for DuckDB to make Parquet of. */
export class SortedFile {
  readonly path: string;
  readonly #file: number;
  #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #used = 0;
  #isOpen = true;

  constructor(path: string) {
    this.path = path;
    this.#file = openSync(path, 'w');
  }

  add(rowId: string, upload: number, label: number, text: Buffer): void {
    if (!this.#isOpen) throw new RangeError(`${this.path} is complete`);
    const head = `${rowId}\t${upload}\t${label}\t`;
    const size = head.length + text.length + 1;
    if (this.#used + size > this.#buffer.length) this.#flush(size);
    this.#used += this.#buffer.write(head, this.#used, 'latin1');
    this.#used += text.copy(this.#buffer, this.#used);
    this.#buffer[this.#used] = LF;
    this.#used += 1;
  }

  /** Completes the file; false when it was complete already. */
  close(): boolean {
    if (!this.#isOpen) return false;
    this.#flush(0);
    closeSync(this.#file);
    this.#isOpen = false;
    return true;
  }

  #flush(next: number): void {
    for (let done = 0; done < this.#used; ) done += writeSync(this.#file, this.#buffer, done, this.#used - done);
    this.#used = 0;
    if (next > this.#buffer.length) this.#buffer = Buffer.allocUnsafe(next);
  }
}
