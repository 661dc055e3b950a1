import type { QuarantineReason } from '../../../../domain/prepare/manifest.ts';
import { listSql } from '../sql.ts';
import { TextFile } from './text-file.ts';

/** `upload` is the upload's place in the plan. */
export interface SetAsideRow {
  readonly upload: number;
  readonly line: number;
  readonly reason: QuarantineReason;
  readonly detail: string;
  readonly raw: string;
}

/** Details and raw texts are cut, and JSON makes at most six characters of one. */
const LINE_LIMIT_BYTES = 1 << 18;

/** Columns of the file for DuckDB; `detail` and `raw` are JSON strings, in which nothing needs a quote of CSV. */
const COLUMNS = `{'upload': 'INTEGER', 'line': 'BIGINT', 'reason': 'VARCHAR', 'detail': 'VARCHAR', 'raw': 'VARCHAR'}`;

export const asideFilesSql = (paths: readonly string[]): string =>
  `read_csv(${listSql(paths)}, auto_detect = false, header = false, delim = '\\t', quote = '', escape = '',
    new_line = '\\n', columns = ${COLUMNS}, max_line_size = ${LINE_LIMIT_BYTES})`;

/** Rows that are set aside, in the order in which they were found to be. */
export class AsideFile {
  readonly #file: TextFile;

  constructor(path: string) {
    this.#file = new TextFile(path);
  }

  add({ upload, line, reason, detail, raw }: SetAsideRow): void {
    this.#file.add(`${upload}\t${line}\t${reason}\t${JSON.stringify(detail)}\t${JSON.stringify(raw)}\n`);
  }

  close(): void {
    this.#file.close();
  }
}
