import { type Chunk, ROW_BYTES, ROW_ID_BYTES, ROW_WORDS } from './packed-log.ts';

/** Words of an entry: row id (4), upload, line, label, start and bytes of its text, then other's upload, line, label + 1. */
const WIDTH = 12;
const OTHER = 9;

/** Where a text was seen with a label. */
export interface Sighting {
  readonly upload: number;
  readonly line: number;
  readonly label: number;
}

/**
 * The different texts of a partition: for each its first row and, when it has a second label, the first row that has
 * it. Memory grows with the different texts, not with the rows. To be filled again for the next partition.
 */
export class TextsOfPartition {
  #entries = new Uint32Array(WIDTH * 1_024);
  /** The same memory. */
  #bytes = Buffer.from(this.#entries.buffer);
  #slots = new Int32Array(4_096);
  #texts = Buffer.alloc(1 << 20);
  #textBytes = 0;
  #count = 0;
  #conflicts = 0;

  get count(): number {
    return this.#count;
  }

  get hasConflicts(): boolean {
    return this.#conflicts > 0;
  }

  clear(): void {
    this.#slots.fill(0);
    this.#count = 0;
    this.#textBytes = 0;
    this.#conflicts = 0;
  }

  /** Takes the row at a byte of a chunk. Rows may come in any order. */
  take(chunk: Chunk, at: number): void {
    const { words } = chunk;
    const row = at >> 2;
    const slot = this.#slotOf(words, row);
    const known = this.#slots[slot] ?? 0;
    if (known > 0) {
      this.#meet((known - 1) * WIDTH, words, row);
      return;
    }
    if (2 * (this.#count + 1) > this.#slots.length) {
      this.#growSlots();
      this.#slots[this.#slotOf(words, row)] = this.#count + 1;
    } else {
      this.#slots[slot] = this.#count + 1;
    }
    this.#add(chunk, at);
  }

  /** The entry of the row at a byte of a chunk, which was taken before. */
  find(chunk: Chunk, at: number): number {
    return (this.#slots[this.#slotOf(chunk.words, at >> 2)] ?? 0) - 1;
  }

  first(entry: number): Sighting {
    const at = entry * WIDTH + 4;
    return { upload: this.#word(at), line: this.#word(at + 1), label: this.#word(at + 2) };
  }

  /** First row with another label than the first, or undefined when there is none. */
  other(entry: number): Sighting | undefined {
    const at = entry * WIDTH + OTHER;
    const label = this.#word(at + 2);
    return label === 0 ? undefined : { upload: this.#word(at), line: this.#word(at + 1), label: label - 1 };
  }

  /** True when the text has two labels. */
  isInConflict(entry: number): boolean {
    return this.#word(entry * WIDTH + OTHER + 2) > 0;
  }

  /** UTF-8 of a text; good until the next row is taken. */
  text(entry: number): Buffer {
    const start = this.#word(entry * WIDTH + 7);
    return this.#texts.subarray(start, start + this.#word(entry * WIDTH + 8));
  }

  /** 32 hexadecimal characters. */
  rowId(entry: number): string {
    const at = entry * WIDTH * 4;
    return this.#bytes.toString('hex', at, at + ROW_ID_BYTES);
  }

  /** Entries in ascending order of their row ids. */
  sorted(): Uint32Array {
    const order = new Uint32Array(this.#count);
    // The id's leading bits and the entry's number as one exact number, so that the native sort needs no comparison of ours.
    const indexSpan = 2 ** Math.ceil(Math.log2(Math.max(2, this.#count)));
    const prefixSpan = 2 ** 53 / indexSpan;
    const keys = new Float64Array(this.#count);
    for (let entry = 0; entry < this.#count; entry += 1) {
      // The first byte is the partition's own.
      const fraction = (this.#bigEndian(entry, 0) % 2 ** 24) / 2 ** 24 + this.#bigEndian(entry, 1) / 2 ** 56;
      keys[entry] = Math.min(prefixSpan - 1, Math.floor(fraction * prefixSpan)) * indexSpan + entry;
    }
    keys.sort();
    for (let at = 0; at < order.length; at += 1) {
      const entry = (keys[at] ?? 0) % indexSpan;
      let to = at;
      for (; to > 0 && this.#isBefore(entry, order[to - 1] ?? 0); to -= 1) order[to] = order[to - 1] ?? 0;
      order[to] = entry;
    }
    return order;
  }

  #isBefore(a: number, b: number): boolean {
    for (let word = 0; word < 4; word += 1) {
      const difference = this.#bigEndian(a, word) - this.#bigEndian(b, word);
      if (difference !== 0) return difference < 0;
    }
    return false;
  }

  #bigEndian(entry: number, word: number): number {
    const value = this.#word(entry * WIDTH + word);
    return (((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
  }

  #word(at: number): number {
    return this.#entries[at] ?? 0;
  }

  /** Slot of the row's id: its entry's number from 1, or 0 where the id is to be put. */
  #slotOf(words: Uint32Array, row: number): number {
    const mask = this.#slots.length - 1;
    let slot = (words[row + 1] ?? 0) & mask;
    for (;;) {
      const known = this.#slots[slot] ?? 0;
      if (known === 0) return slot;
      const at = (known - 1) * WIDTH;
      const isSame =
        this.#entries[at] === words[row] &&
        this.#entries[at + 1] === words[row + 1] &&
        this.#entries[at + 2] === words[row + 2] &&
        this.#entries[at + 3] === words[row + 3];
      if (isSame) return slot;
      slot = (slot + 1) & mask;
    }
  }

  /** Keeps the first row of all, and the first of those with another label. */
  #meet(at: number, words: Uint32Array, row: number): void {
    const label = words[row + 6] ?? 0;
    const otherLabel = this.#word(at + OTHER + 2) - 1;
    const isFirst = this.#isEarlier(words, row, at + 4);
    if (label === this.#entries[at + 6]) {
      if (isFirst) this.#entries.set(words.subarray(row + 4, row + 6), at + 4);
      return;
    }
    if (otherLabel < 0) this.#conflicts += 1;
    if (isFirst) {
      this.#entries.copyWithin(at + OTHER, at + 4, at + 7);
      this.#entries[at + OTHER + 2] = this.#word(at + 6) + 1;
      this.#entries.set(words.subarray(row + 4, row + 7), at + 4);
    } else if (otherLabel < 0 || this.#isEarlier(words, row, at + OTHER)) {
      this.#entries.set(words.subarray(row + 4, row + 6), at + OTHER);
      this.#entries[at + OTHER + 2] = label + 1;
    }
  }

  /** Compares the row's upload and line with those that are kept at a place. */
  #isEarlier(words: Uint32Array, row: number, at: number): boolean {
    const difference = (words[row + 4] ?? 0) - this.#word(at);
    return difference === 0 ? (words[row + 5] ?? 0) < this.#word(at + 1) : difference < 0;
  }

  #add({ bytes, words }: Chunk, from: number): void {
    const row = from >> 2;
    const textBytes = words[row + ROW_WORDS - 1] ?? 0;
    const at = this.#count * WIDTH;
    if (at + WIDTH > this.#entries.length) {
      const larger = new Uint32Array(2 * this.#entries.length);
      larger.set(this.#entries);
      this.#entries = larger;
      this.#bytes = Buffer.from(larger.buffer);
    }
    for (let word = 0; word < 7; word += 1) this.#entries[at + word] = words[row + word] ?? 0;
    this.#entries[at + 7] = this.#textBytes;
    this.#entries[at + 8] = textBytes;
    this.#entries[at + OTHER + 2] = 0;
    this.#keepText(bytes, from + ROW_BYTES, textBytes);
    this.#count += 1;
  }

  #keepText(bytes: Buffer, from: number, length: number): void {
    const end = this.#textBytes + length;
    if (end > this.#texts.length) {
      const larger = Buffer.allocUnsafe(Math.max(end, 2 * this.#texts.length));
      this.#texts.copy(larger, 0, 0, this.#textBytes);
      this.#texts = larger;
    }
    bytes.copy(this.#texts, this.#textBytes, from, from + length);
    this.#textBytes = end;
  }

  #growSlots(): void {
    this.#slots = new Int32Array(2 * this.#slots.length);
    const mask = this.#slots.length - 1;
    for (let entry = 0; entry < this.#count; entry += 1) {
      let slot = this.#word(entry * WIDTH + 1) & mask;
      while ((this.#slots[slot] ?? 0) !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = entry + 1;
    }
  }
}
