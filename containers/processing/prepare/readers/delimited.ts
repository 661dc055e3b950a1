import { labelOf, type RowRules } from '../../../../domain/prepare/validate-row.ts';
import { parseFields } from './delimited-fields.ts';
import { type DelimitedRecord, DelimitedRecords } from './delimited-records.ts';
import { type Line, LineSplitter } from './lines.ts';
import { type Columns, cut, type ReadRecord } from './record.ts';
import { columnsMissing, empty, unreadable } from './refusals.ts';

interface Header {
  readonly delimiter: string;
  readonly count: number;
  readonly text: number;
  readonly label: number;
}

export interface DelimitedOptions {
  readonly columns: Columns;
  readonly rules: RowRules;
  /** The likeliest first. The first one that makes the header name both columns is the file's. */
  readonly delimiters: readonly [string, ...string[]];
  readonly lineLimitBytes: number;
}

/** Records of a CSV or TSV stream, in batches. Throws COLUMNS_MISSING, UPLOAD_EMPTY or UPLOAD_UNREADABLE. */
export async function* readDelimited(
  stream: AsyncIterable<Buffer>,
  options: DelimitedOptions,
): AsyncGenerator<ReadRecord[]> {
  const splitter = new LineSplitter(options.lineLimitBytes);
  let table: { header: Header; records: DelimitedRecords } | undefined;
  let rows = 0;
  const take = (lines: readonly Line[], last: boolean): ReadRecord[] => {
    let rest = lines;
    if (table === undefined) {
      const at = lines.findIndex((line) => line.problem !== undefined || line.text.trim() !== '');
      const first = lines[at];
      if (first === undefined) return [];
      table = open(first, options);
      rest = lines.slice(at + 1);
    }
    const { header, records } = table;
    const found = [...records.push(rest), ...(last ? records.end() : [])];
    rows += found.length;
    return found.map((record) => toRecord(record, header));
  };
  for await (const chunk of stream) yield take(splitter.push(chunk), false);
  yield take(splitter.end(), true);
  if (rows === 0) throw empty(table === undefined ? 'the file is empty' : 'the file has a header and no rows');
}

function open(line: Line, options: DelimitedOptions): { header: Header; records: DelimitedRecords } {
  const header = parseHeader(line, options);
  const isRow = (fields: readonly string[]): boolean =>
    fields.length === header.count && labelOf((fields[header.label] ?? '').trim(), options.rules.labels) !== undefined;
  const records = new DelimitedRecords({
    delimiter: header.delimiter,
    columns: header.count,
    limitCharacters: options.lineLimitBytes,
    isRow,
  });
  return { header, records };
}

function parseHeader(line: Line, { columns, delimiters }: DelimitedOptions): Header {
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

function toRecord(record: DelimitedRecord, header: Header): ReadRecord {
  const { line } = record;
  const raw = cut(record.text);
  if ('problem' in record) return { line, raw, ...record.problem };
  const { fields } = record;
  if (fields.length !== header.count) {
    const detail = `the row has ${fields.length} ${fields.length === 1 ? 'column' : 'columns'}; the header has ${header.count}`;
    return { line, raw, reason: 'WRONG_COLUMN_COUNT', detail };
  }
  return { line, raw, values: { text: fields[header.text], label: fields[header.label] } };
}
