import { isUtf8 } from 'node:buffer';
import { FIELD, type PlainRows } from './plain-rows.ts';

export interface PlainScannerRules {
  readonly delimiter: string;
  /** Number of columns in the header; at least two. */
  readonly columns: number;
  /** Places of the two columns that are read. */
  readonly text: number;
  readonly label: number;
  /** A longer record is left to the exact reader. */
  readonly limitBytes: number;
}

/** Why a scan ended: at the buffer's last whole record, at one that is left to the exact reader, or as the batch is full. */
export type ScanEnd = 'used-up' | 'unsure' | 'full';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const SPACE = 0x20;

/** What a byte is: flags of the field that it lies in, and these. */
const KIND = {
  space: 8,
  /** A delimiter, a quote or a part of a line end; no other byte ends a field. */
  special: 16,
} as const;
const ANY_FLAG = FIELD.beyondAscii | FIELD.untidy | FIELD.escaped;

/** The flag `untidy` for a space, without a branch: processors cannot foretell where words end. */
const untidyIfSpace = (kind: number): number => (kind & KIND.space) >> 2;

function kindOf(byte: number, delimiter: number): number {
  const special = byte === delimiter || byte === QUOTE || byte === LF || byte === CR ? KIND.special : 0;
  if (byte === SPACE) return special | KIND.space;
  return special | (byte < SPACE ? FIELD.untidy : 0) | (byte >= 0x80 ? FIELD.beyondAscii : 0);
}

const MORE = -1;
const UNSURE = -2;

/**
 * Finds records in bytes without making text of them. It takes a record only when it is sure that the exact reader
 * would read the same: RFC 4180 to the letter and the header's number of columns. Everything else it leaves alone.
 */
export class PlainScanner {
  readonly #rules: PlainScannerRules;
  readonly #delimiter: number;
  readonly #kinds: Uint8Array;
  /** Start, end and flags of each field of the record that is being scanned. */
  readonly #fields: Int32Array;
  #bytes: Buffer = Buffer.alloc(0);
  #end = 0;
  #isLast = false;
  #isClean = false;
  #position = 0;
  #line = 1;
  #contentEnd = 0;
  #linesInside = 0;
  /** A line between the record's first and last one has no delimiter. */
  #hasPlainProse = false;

  constructor(rules: PlainScannerRules) {
    this.#rules = rules;
    this.#delimiter = rules.delimiter.charCodeAt(0);
    this.#kinds = Uint8Array.from({ length: 256 }, (_, byte) => kindOf(byte, this.#delimiter));
    this.#fields = new Int32Array(3 * rules.columns);
  }

  /** Where the last scan ended. */
  get position(): number {
    return this.#position;
  }

  /** Number of the line that begins there. */
  get line(): number {
    return this.#line;
  }

  /** Takes bytes of which those before `position` have been read. `isLast`: the file ends with them. */
  begin(bytes: Buffer, position: number, isLast: boolean): void {
    this.#bytes = bytes;
    this.#isLast = isLast;
    this.#end = isLast ? bytes.length : bytes.lastIndexOf(LF) + 1;
    const ahead = bytes.subarray(position, this.#end);
    this.#isClean = isUtf8(ahead) && !ahead.includes(0);
  }

  /** Goes to where another reader ended. */
  moveTo(position: number, line: number): void {
    this.#position = position;
    this.#line = line;
  }

  /** Adds the records from here on to `rows`, as far as it is sure of them. */
  scan(rows: PlainRows): ScanEnd {
    while (this.#position < this.#end) {
      if (rows.isFull) return 'full';
      const from = this.#position;
      const blank = this.#blankLine(from);
      if (blank > 0) {
        this.#position += blank;
        this.#line += 1;
        continue;
      }
      const after = this.#record(from);
      if (after === MORE) return 'used-up';
      if (after === UNSURE || !this.#isText(from)) return 'unsure';
      rows.add(this.#line, from, this.#contentEnd, this.#fields, this.#rules.text, this.#rules.label);
      this.#position = after;
      this.#line += 1 + this.#linesInside;
    }
    return 'used-up';
  }

  #isText(from: number): boolean {
    if (this.#isClean) return true;
    const record = this.#bytes.subarray(from, this.#contentEnd);
    return isUtf8(record) && !record.includes(0);
  }

  #blankLine(at: number): number {
    if (this.#bytes[at] === LF) return 1;
    return this.#bytes[at] === CR && this.#bytes[at + 1] === LF ? 2 : 0;
  }

  /** Position after the record and its line end; MORE when the bytes end before it does; UNSURE. */
  #record(from: number): number {
    this.#linesInside = 0;
    this.#hasPlainProse = false;
    const bytes = this.#bytes;
    const end = this.#end;
    const limit = from + this.#rules.limitBytes;
    const last = this.#rules.columns - 1;
    let at = from;
    for (let field = 0; field <= last; field += 1) {
      const after = bytes[at] === QUOTE ? this.#quoted(at + 1, field) : this.#unquoted(at, field);
      if (after === MORE) return this.#isLast || end > limit ? UNSURE : MORE;
      if (after === UNSURE || after > limit) return UNSURE;
      const next = after < end ? bytes[after] : LF;
      if (field < last) {
        if (next !== this.#delimiter) return UNSURE;
        at = after + 1;
        continue;
      }
      if (!this.#isCertain()) return UNSURE;
      this.#contentEnd = after;
      if (next === LF) return Math.min(after + 1, end);
      return next === CR && bytes[after + 1] === LF ? after + 2 : UNSURE;
    }
    return UNSURE;
  }

  /** Three lines or more may be a stray quote that swallowed rows, unless a line between cannot be a row. */
  #isCertain(): boolean {
    return this.#linesInside < 2 || this.#hasPlainProse;
  }

  /** Position of what ends the field. */
  #unquoted(from: number, field: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    const kinds = this.#kinds;
    let seen = 0;
    let before: number = KIND.space;
    let at = from;
    for (; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      const kind = kinds[byte] ?? 0;
      if (kind >= KIND.special && byte !== QUOTE) break;
      seen |= kind | untidyIfSpace(kind & before);
      before = kind;
    }
    this.#put(field, from, at, seen | untidyIfSpace(before));
    return at;
  }

  /** Position after the closing quote; MORE when it is not there; UNSURE at a CR. */
  #quoted(from: number, field: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
    const kinds = this.#kinds;
    let seen = 0;
    let before: number = KIND.space;
    let isProse = false;
    for (let at = from; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      const kind = kinds[byte] ?? 0;
      seen |= kind | untidyIfSpace(kind & before);
      if (kind >= KIND.special) {
        if (byte === CR) return UNSURE;
        if (byte === LF) {
          if (isProse) this.#hasPlainProse = true;
          isProse = true;
          this.#linesInside += 1;
        } else if (byte !== QUOTE) {
          isProse = false;
        } else if (at + 1 < end && bytes[at + 1] === QUOTE) {
          seen |= FIELD.escaped;
          at += 1;
        } else {
          this.#put(field, from, at, seen | untidyIfSpace(before));
          return at + 1;
        }
      }
      before = kind;
    }
    return MORE;
  }

  #put(field: number, start: number, end: number, flags: number): void {
    this.#fields[3 * field] = start;
    this.#fields[3 * field + 1] = end;
    this.#fields[3 * field + 2] = flags & ANY_FLAG;
  }
}
