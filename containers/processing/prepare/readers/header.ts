import { parseFields } from './delimited-fields.ts';
import type { Line } from './lines.ts';
import type { Columns } from './record.ts';
import { columnsMissing, unreadable } from './refusals.ts';

/** What a delimited file's first line says. */
export interface Header {
  readonly delimiter: string;
  readonly count: number;
  /** Places of the two columns that are read. */
  readonly text: number;
  readonly label: number;
}

export interface HeaderOptions {
  readonly columns: Columns;
  /** The likeliest first. The first one that makes the header name both columns is the file's. */
  readonly delimiters: readonly [string, ...string[]];
}

/** Throws COLUMNS_MISSING or UPLOAD_UNREADABLE. */
export function parseHeader(line: Line, { columns, delimiters }: HeaderOptions): Header {
  if (line.problem) throw unreadable(`the header cannot be read: ${line.problem.detail}`);
  for (const delimiter of delimiters) {
    const names = columnNames(line.text, delimiter);
    const text = names.indexOf(columns.text);
    const label = names.indexOf(columns.label);
    if (text < 0 || label < 0) continue;
    if (names.lastIndexOf(columns.text) !== text || names.lastIndexOf(columns.label) !== label) {
      throw unreadable(`the header names the column ${columns.text} or ${columns.label} twice`);
    }
    return { delimiter, count: names.length, text, label };
  }
  throw columnsMissing(columns, columnNames(line.text, delimiters[0]));
}

function columnNames(text: string, delimiter: string): string[] {
  const parsed = parseFields(text, delimiter);
  return parsed.kind === 'fields' ? parsed.fields.map((name) => name.trim()) : [];
}
