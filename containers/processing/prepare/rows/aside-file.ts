import { closeSync, openSync, writeSync } from 'node:fs';
import type { QuarantineReason } from '../../../../domain/prepare/manifest.ts';

/** `upload` is the upload's place in the plan. */
export interface SetAsideRow {
  readonly upload: number;
  readonly line: number;
  readonly reason: QuarantineReason;
  readonly detail: string;
  readonly raw: string;
}

const BUFFER_CHARACTERS = 1 << 18;
/** Details and raw texts are cut, and JSON makes at most six characters of one. */
const LINE_LIMIT_BYTES = 1 << 18;

/** Columns of the file for DuckDB; `detail` and `raw` are JSON strings, in which nothing needs a quote of CSV. */
const COLUMNS = `{'upload': 'INTEGER', 'line': 'BIGINT', 'reason': 'VARCHAR', 'detail': 'VARCHAR', 'raw': 'VARCHAR'}`;

export const asideFileSql = (path: string): string =>
  `read_csv('${path.replaceAll("'", "''")}', auto_detect = false, header = false, delim = '\\t', quote = '', escape = '',
    new_line = '\\n', columns = ${COLUMNS}, max_line_size = ${LINE_LIMIT_BYTES})`;

/** Rows that are set aside, in the order in which they were found to be. */
export class AsideFile {
  readonly #file: number;
  #pending = '';

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  add({ upload, line, reason, detail, raw }: SetAsideRow): void {
    this.#pending += `${upload}\t${line}\t${reason}\t${JSON.stringify(detail)}\t${JSON.stringify(raw)}\n`;
    if (this.#pending.length >= BUFFER_CHARACTERS) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#pending);
    this.#pending = '';
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
  }
}
