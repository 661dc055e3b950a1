import { isUtf8 } from 'node:buffer';
import type { QuarantineReason } from '../../../../domain/prepare/manifest.ts';
import { RAW_LIMIT } from './record.ts';

/** A physical line without its end. `problem` says why it can be no record; `text` is then only for people to look at. */
export interface Line {
  readonly number: number;
  readonly text: string;
  readonly problem?: { readonly reason: QuarantineReason; readonly detail: string };
}

const LF = 0x0a;
const CR = 0x0d;

/** Cuts a stream of bytes into lines that end in LF, CRLF or CR, mixed as they come. Keeps at most one line. */
export class LineSplitter {
  readonly #limitBytes: number;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #number = 0;
  #skipLf = false;

  /** A line of more than `limitBytes` is not kept in memory, only its beginning. */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Number of the last line that was given. */
  get number(): number {
    return this.#number;
  }

  /** True when the next byte is the first one of a line. */
  get isAtLineStart(): boolean {
    return this.#keptBytes === 0 && !this.#skipLf;
  }

  /** Goes on as if another reader had given the lines up to this number. */
  continueAfter(number: number): void {
    this.#number = number;
  }

  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let start = this.#skipLf && chunk[0] === LF ? 1 : 0;
    if (chunk.length > 0) this.#skipLf = false;
    let lf = chunk.indexOf(LF, start);
    let cr = chunk.indexOf(CR, start);
    while (lf >= 0 || cr >= 0) {
      const atCr = cr >= 0 && (lf < 0 || cr < lf);
      const end = atCr ? cr : lf;
      lines.push(this.#line(chunk.subarray(start, end)));
      start = end + 1;
      if (atCr && start === chunk.length) this.#skipLf = true;
      else if (atCr && chunk[start] === LF) start += 1;
      if (lf >= 0 && lf < start) lf = chunk.indexOf(LF, start);
      if (cr >= 0 && cr < start) cr = chunk.indexOf(CR, start);
    }
    this.#keep(chunk.subarray(start));
    return lines;
  }

  /** The last line, when the file does not end with a line end. */
  end(): Line[] {
    return this.#keptBytes > 0 ? [this.#line(Buffer.alloc(0))] : [];
  }

  #keep(piece: Buffer): void {
    if (piece.length === 0) return;
    // The chunk's memory is used again for the next one.
    if (this.#keptBytes <= this.#limitBytes) this.#kept.push(Buffer.from(piece));
    this.#keptBytes += piece.length;
  }

  #line(piece: Buffer): Line {
    this.#number += 1;
    const number = this.#number;
    const bytes = this.#keptBytes + piece.length;
    const whole = this.#keptBytes === 0 ? piece : Buffer.concat([...this.#kept, piece]);
    this.#kept = [];
    this.#keptBytes = 0;
    if (bytes > this.#limitBytes) {
      const detail = `the line has ${bytes} bytes; the limit is ${this.#limitBytes}`;
      return { number, text: this.#beginning(whole), problem: { reason: 'TEXT_TOO_LONG', detail } };
    }
    if (!isUtf8(whole)) {
      return {
        number,
        text: this.#beginning(whole),
        problem: { reason: 'INVALID_UTF8', detail: 'the line is not UTF-8' },
      };
    }
    if (whole.includes(0)) {
      return {
        number,
        text: this.#beginning(whole),
        problem: { reason: 'NUL_BYTE', detail: 'the line contains a NUL byte' },
      };
    }
    const text = whole.toString('utf8');
    return { number, text: number === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text };
  }

  /** For people to look at; the same however the file came in pieces. */
  #beginning(bytes: Buffer): string {
    return bytes.subarray(0, Math.min(RAW_LIMIT, this.#limitBytes)).toString('utf8');
  }
}
