import { parseFields } from './delimited-fields.ts';
import type { Line } from './lines.ts';

export type DelimitedRecord =
  | { readonly line: number; readonly text: string; readonly fields: readonly string[] }
  | {
      readonly line: number;
      readonly text: string;
      readonly problem: NonNullable<Line['problem']>;
    };

export interface DelimitedRules {
  readonly delimiter: string;
  /** A quoted field that spans lines ends within so many characters, or its opening quote was a stray one. */
  readonly limitCharacters: number;
  /** Number of columns in the header. */
  readonly columns: number;
  /** True for fields that are a row of the file: right number of columns, known label. */
  readonly isRow: (fields: readonly string[]) => boolean;
}

/**
 * Joins lines into records. A quoted field may span lines, but a stray quote must cost one row and not the rest of the
 * file: lines are joined only when the field is closed in proper form within the limit, the joined record has the
 * header's columns, and the lines swallowed on the way are not rows themselves. Otherwise the first line alone is malformed and reading
 * goes on at the second.
 */
export class DelimitedRecords {
  readonly #rules: DelimitedRules;
  #open: Line[] = [];
  #openLength = 0;

  constructor(rules: DelimitedRules) {
    this.#rules = rules;
  }

  /** True while a quoted field waits for its closing quote. */
  get isOpen(): boolean {
    return this.#open.length > 0;
  }

  push(lines: readonly Line[]): DelimitedRecord[] {
    const records: DelimitedRecord[] = [];
    for (const line of lines) this.#take(line, records);
    return records;
  }

  end(): DelimitedRecord[] {
    const records: DelimitedRecord[] = [];
    while (this.#open.length > 0) this.#giveUp(records);
    return records;
  }

  #take(line: Line, records: DelimitedRecord[]): void {
    if (line.problem) {
      while (this.#open.length > 0) this.#giveUp(records);
      records.push({ line: line.number, text: line.text, problem: line.problem });
    } else if (this.#open.length === 0) {
      this.#first(line, records);
    } else {
      this.#continue(line, records);
    }
  }

  #first(line: Line, records: DelimitedRecord[]): void {
    if (line.text.trim() === '' && !line.text.includes(this.#rules.delimiter)) return;
    const parsed = parseFields(line.text, this.#rules.delimiter);
    if (parsed.kind === 'open') {
      this.#open = [line];
      this.#openLength = line.text.length;
    } else if (parsed.kind === 'malformed') {
      records.push({
        line: line.number,
        text: line.text,
        problem: { reason: 'MALFORMED_ROW', detail: parsed.detail },
      });
    } else {
      records.push({ line: line.number, text: line.text, fields: parsed.fields });
    }
  }

  #continue(line: Line, records: DelimitedRecord[]): void {
    this.#open.push(line);
    this.#openLength += line.text.length + 1;
    if (this.#openLength > this.#rules.limitCharacters) {
      this.#giveUp(records);
    } else if (closesQuote(line.text)) {
      this.#close(records);
    }
  }

  #close(records: DelimitedRecord[]): void {
    const text = this.#open.map((one) => one.text).join('\n');
    const parsed = parseFields(text, this.#rules.delimiter, this.#rules.columns);
    if (parsed.kind === 'open') return;
    const first = this.#open[0];
    if (first !== undefined && parsed.kind === 'fields' && !this.#swallowsRows(parsed.fields)) {
      this.#open = [];
      records.push({ line: first.number, text, fields: parsed.fields });
    } else {
      this.#giveUp(records);
    }
  }

  #swallowsRows(joined: readonly string[]): boolean {
    if (joined.length !== this.#rules.columns) return true;
    const inner = this.#open.slice(1, -1);
    return inner.length > 0 && inner.every((line) => this.#isRow(line.text));
  }

  #isRow(text: string): boolean {
    const parsed = parseFields(text, this.#rules.delimiter);
    return parsed.kind === 'fields' && this.#rules.isRow(parsed.fields);
  }

  /** Sets the line with the stray quote aside and reads the lines after it again. */
  #giveUp(records: DelimitedRecord[]): void {
    const [first, ...rest] = this.#open;
    this.#open = [];
    if (first === undefined) return;
    const problem = { reason: 'MALFORMED_ROW', detail: 'a quote is opened and never properly closed' } as const;
    records.push({ line: first.number, text: first.text, problem });
    for (const line of rest) this.#take(line, records);
  }
}

/** True when a quote in the text ends the quoted field that the text lies in: it is not one of a doubled pair. */
function closesQuote(text: string): boolean {
  let at = text.indexOf('"');
  while (at >= 0) {
    if (text[at + 1] !== '"') return true;
    at = text.indexOf('"', at + 2);
  }
  return false;
}
