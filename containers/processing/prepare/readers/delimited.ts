import type { RowRules } from '../../../../domain/prepare/validate-row.ts';
import { ExactReader } from './exact-reader.ts';
import { type HeaderOptions, parseHeader } from './header.ts';
import { PlainRows, type RecordBatch } from './plain-rows.ts';
import { PlainScanner } from './plain-scanner.ts';
import type { ReadRecord } from './record.ts';
import { empty } from './refusals.ts';

export interface DelimitedOptions extends HeaderOptions {
  readonly rules: RowRules;
  readonly lineLimitBytes: number;
  /** Reads every row by the exact reader, several times slower. The rows are the same. @default false */
  readonly exactOnly?: boolean;
}

const LF = 0x0a;

/**
 * Records of a CSV or TSV stream, in batches, of which two that follow one another may overlap. Throws COLUMNS_MISSING, UPLOAD_EMPTY or UPLOAD_UNREADABLE.
 * Two readers take turns at the file: the scanner takes the records that it is sure of, and the exact reader takes
 * over at the others, until a record begins again.
 */
export async function* readDelimited(
  stream: AsyncIterable<Buffer>,
  options: DelimitedOptions,
): AsyncGenerator<RecordBatch> {
  const turns = new Turns(options);
  for await (const chunk of stream) yield* turns.read(chunk, false);
  yield* turns.read(Buffer.alloc(0), true);
  if (turns.rows === 0) throw empty(turns.hasHeader ? 'the file has a header and no rows' : 'the file is empty');
}

class Turns {
  readonly #options: DelimitedOptions;
  readonly #exact: ExactReader;
  readonly #plain = PlainRows.empty();
  #scanner: PlainScanner | undefined;
  #memory: Buffer = Buffer.alloc(0);
  #rest: Buffer = Buffer.alloc(0);
  rows = 0;

  constructor(options: DelimitedOptions) {
    this.#options = options;
    this.#exact = new ExactReader(options, (line) => parseHeader(line, options));
  }

  get hasHeader(): boolean {
    return this.#exact.header !== undefined;
  }

  *read(chunk: Buffer, isLast: boolean): Generator<RecordBatch> {
    const bytes = this.#joined(chunk);
    this.#plain.reset(bytes);
    const records: ReadRecord[] = [];
    let at = 0;
    let isBegun = false;
    while (at < bytes.length) {
      const scanner = this.#scannerHere();
      if (scanner !== undefined) {
        if (!isBegun) scanner.begin(bytes, at, isLast);
        isBegun = true;
        scanner.moveTo(at, this.#exact.line + 1);
        const end = scanner.scan(this.#plain);
        at = scanner.position;
        this.#exact.continueAfter(scanner.line - 1);
        if (end === 'full') {
          yield* this.#plainRows(bytes);
          continue;
        }
        // What is left may become a record with the next bytes, unless it is too long for one.
        if (end === 'used-up' && bytes.length - at <= this.#options.lineLimitBytes) break;
      }
      const lineEnd = this.#options.exactOnly === true ? -1 : bytes.indexOf(LF, at);
      const end = lineEnd < 0 ? bytes.length : lineEnd + 1;
      for (const record of this.#exact.push(bytes.subarray(at, end))) records.push(record);
      at = end;
    }
    this.#rest = bytes.subarray(at);
    if (isLast) for (const record of this.#exact.end()) records.push(record);
    yield* this.#plainRows(bytes);
    this.rows += records.length;
    if (records.length > 0) yield records;
  }

  *#plainRows(bytes: Buffer): Generator<RecordBatch> {
    this.rows += this.#plain.count;
    if (this.#plain.count > 0) yield this.#plain;
    this.#plain.reset(bytes);
  }

  /** What was left and the chunk, one after the other, in the same memory as before where there is room. */
  #joined(chunk: Buffer): Buffer {
    const size = this.#rest.length + chunk.length;
    const memory = size <= this.#memory.length ? this.#memory : Buffer.allocUnsafeSlow(2 * size);
    this.#rest.copy(memory);
    chunk.copy(memory, this.#rest.length);
    this.#memory = memory;
    return memory.subarray(0, size);
  }

  /** The scanner, when a record begins where the exact reader ended. */
  #scannerHere(): PlainScanner | undefined {
    const { header } = this.#exact;
    if (header === undefined || this.#options.exactOnly === true || !this.#exact.isBetweenRecords) return undefined;
    const { delimiter, count: columns, text, label } = header;
    const limitBytes = this.#options.lineLimitBytes;
    this.#scanner ??= new PlainScanner({ delimiter, columns, text, label, limitBytes });
    return this.#scanner;
  }
}
