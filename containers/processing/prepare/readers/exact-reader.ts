import { type RowRules, validateLabel } from '../../../../domain/prepare/validate-row.ts';
import { type DelimitedRecord, DelimitedRecords } from './delimited-records.ts';
import type { Header } from './header.ts';
import { type Line, LineSplitter } from './lines.ts';
import { cut, type ReadRecord } from './record.ts';

export interface ExactReaderOptions {
  readonly rules: RowRules;
  readonly lineLimitBytes: number;
}

/** The delimited reader that knows every rule: lines of any ending, broken ones, stray quotes. */
export class ExactReader {
  readonly #splitter: LineSplitter;
  readonly #options: ExactReaderOptions;
  readonly #openHeader: (line: Line) => Header;
  #table: { readonly header: Header; readonly records: DelimitedRecords } | undefined;

  constructor(options: ExactReaderOptions, openHeader: (line: Line) => Header) {
    this.#options = options;
    this.#openHeader = openHeader;
    this.#splitter = new LineSplitter(options.lineLimitBytes);
  }

  /** Known once the first line that is not blank was read. */
  get header(): Header | undefined {
    return this.#table?.header;
  }

  /** True when a record begins at the next byte. */
  get isBetweenRecords(): boolean {
    return this.#table !== undefined && this.#splitter.isAtLineStart && !this.#table.records.isOpen;
  }

  /** Number of the last line that it read. */
  get line(): number {
    return this.#splitter.number;
  }

  /** Goes on as if another reader had read the lines up to this number. */
  continueAfter(line: number): void {
    this.#splitter.continueAfter(line);
  }

  push(bytes: Buffer): ReadRecord[] {
    return this.#take(this.#splitter.push(bytes));
  }

  end(): ReadRecord[] {
    const lines = this.#take(this.#splitter.end());
    return this.#table === undefined ? lines : [...lines, ...this.#records(this.#table.records.end())];
  }

  #take(lines: readonly Line[]): ReadRecord[] {
    if (this.#table !== undefined) return this.#records(this.#table.records.push(lines));
    const at = lines.findIndex((line) => line.problem !== undefined || line.text.trim() !== '');
    const first = lines[at];
    if (first === undefined) return [];
    this.#table = this.#open(first);
    return this.#records(this.#table.records.push(lines.slice(at + 1)));
  }

  #open(line: Line): { header: Header; records: DelimitedRecords } {
    const { rules, lineLimitBytes } = this.#options;
    const header = this.#openHeader(line);
    const isRow = (fields: readonly string[]): boolean => {
      const label = fields[header.label] ?? '';
      return fields.length === header.count && label.trim() !== '' && validateLabel(label, rules).ok;
    };
    const { delimiter, count } = header;
    const records = new DelimitedRecords({ delimiter, columns: count, limitCharacters: lineLimitBytes, isRow });
    return { header, records };
  }

  #records(records: readonly DelimitedRecord[]): ReadRecord[] {
    const header = this.header;
    return header === undefined ? [] : records.map((record) => toRecord(record, header));
  }
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
