import type { BatchMemory } from './batch-memory.ts';
import { cut, type ReadRecord } from './record.ts';

/** What stands in the way of taking a field's bytes as they are. */
export const FIELD = {
  /** A byte of 128 or more. */
  beyondAscii: 1,
  /** White space other than single spaces between words, or an ASCII control character. */
  untidy: 2,
  /** A doubled quote. */
  escaped: 4,
} as const;

/** Integers of a row: line, start, end; start, end and flags of its text; then those of its label. */
const WIDTH = 9;
const CAPACITY_ROWS = 8_192;

/**
 * Rows of a delimited file as places in its bytes, each with exactly the header's columns, valid UTF-8, no NUL and no
 * CR but in its line end. They are good until the next batch is asked for.
 */
export class PlainRows {
  readonly #places: Int32Array;
  #bytes: Buffer = Buffer.alloc(0);
  #count = 0;

  private constructor(places: Int32Array) {
    this.#places = places;
  }

  static empty(): PlainRows {
    return new PlainRows(new Int32Array(WIDTH * CAPACITY_ROWS));
  }

  /** Rows as another thread packed them. */
  static unpack({ bytes, places, count }: PackedRows): PlainRows {
    const rows = new PlainRows(new Int32Array(places));
    rows.#bytes = Buffer.from(bytes);
    rows.#count = count;
    return rows;
  }

  /** Copies the rows into memory that another thread can read. */
  packInto(memory: BatchMemory): PackedRows {
    const places = this.#places.subarray(0, this.#count * WIDTH);
    return { ...memory.filledWith(this.#bytes, places), count: this.#count };
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count === CAPACITY_ROWS;
  }

  /** Forgets all rows; the next ones lie in `bytes`. */
  reset(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#count = 0;
  }

  /** `fields` holds start, end and flags of each field. */
  add(line: number, start: number, end: number, fields: Int32Array, text: number, label: number): void {
    const places = this.#places;
    const at = this.#count * WIDTH;
    places[at] = line;
    places[at + 1] = start;
    places[at + 2] = end;
    for (let part = 0; part < 3; part += 1) {
      places[at + 3 + part] = fields[3 * text + part] ?? 0;
      places[at + 6 + part] = fields[3 * label + part] ?? 0;
    }
    this.#count += 1;
  }

  line(row: number): number {
    return this.#places[row * WIDTH] ?? 0;
  }

  textStart(row: number): number {
    return this.#places[row * WIDTH + 3] ?? 0;
  }

  textEnd(row: number): number {
    return this.#places[row * WIDTH + 4] ?? 0;
  }

  textFlags(row: number): number {
    return this.#places[row * WIDTH + 5] ?? 0;
  }

  labelStart(row: number): number {
    return this.#places[row * WIDTH + 6] ?? 0;
  }

  labelEnd(row: number): number {
    return this.#places[row * WIDTH + 7] ?? 0;
  }

  labelFlags(row: number): number {
    return this.#places[row * WIDTH + 8] ?? 0;
  }

  /** The row as every other reader gives it. */
  record(row: number): ReadRecord {
    return { line: this.line(row), raw: this.raw(row), values: this.values(row) };
  }

  /** Its two values as text. */
  values(row: number): { readonly text: string; readonly label: string } {
    return {
      text: this.#value(this.textStart(row), this.textEnd(row), this.textFlags(row)),
      label: this.#value(this.labelStart(row), this.labelEnd(row), this.labelFlags(row)),
    };
  }

  /** For people to look at. */
  raw(row: number): string {
    return cut(this.#bytes.toString('utf8', this.#places[row * WIDTH + 1] ?? 0, this.#places[row * WIDTH + 2] ?? 0));
  }

  #value(start: number, end: number, flags: number): string {
    const text = this.#bytes.toString('utf8', start, end);
    return (flags & FIELD.escaped) === 0 ? text : text.replaceAll('""', '"');
  }
}

/** Rows on their way to another thread. */
export interface PackedRows {
  readonly bytes: SharedArrayBuffer;
  readonly places: SharedArrayBuffer;
  readonly count: number;
}

/** What a reader gives at once. */
export type RecordBatch = readonly ReadRecord[] | PlainRows;
