import { closeSync, openSync, readSync } from 'node:fs';

/** A row's fixed part: four words of row id, then upload, line, label and bytes of text. The text follows, padded to a word. */
export const ROW_WORDS = 8;
export const ROW_BYTES = 4 * ROW_WORDS;
export const ROW_ID_WORDS = 4;
export const ROW_ID_BYTES = 4 * ROW_ID_WORDS;

/** A partition is the rows whose id begins with one byte. */
export const PARTITIONS = 256;

/** Rows of one partition, each whole: in memory, or in the log's file from a byte on. */
export type Extent =
  | { readonly memory: SharedArrayBuffer; readonly used: number }
  | { readonly at: number; readonly used: number };

/** The rows of a log by partition, for any thread to read. */
export interface PackedLog {
  /** Of the file; undefined when all rows are in memory. */
  readonly path: string | undefined;
  readonly partitions: readonly (readonly Extent[])[];
}

/** Bytes of rows, as they were appended; several rows, each whole. */
export interface Chunk {
  readonly bytes: Buffer;
  readonly words: Uint32Array;
  readonly used: number;
}

export function chunkOf(memory: SharedArrayBuffer, used: number): Chunk {
  return { bytes: Buffer.from(memory), words: new Uint32Array(memory), used };
}

/** Reads a packed log, in the thread that wrote it or in another. */
export class PackedLogReader {
  readonly #log: PackedLog;
  readonly #file: number | undefined;
  #memory = new SharedArrayBuffer(0);

  constructor(log: PackedLog) {
    this.#log = log;
    this.#file = log.path === undefined ? undefined : openSync(log.path, 'r');
  }

  /** A partition's rows, chunk by chunk. A chunk is good until the next one is asked for. */
  *read(partition: number): Generator<Chunk> {
    for (const extent of this.#log.partitions[partition] ?? []) {
      yield 'memory' in extent ? chunkOf(extent.memory, extent.used) : this.#fromFile(extent.at, extent.used);
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #fromFile(at: number, length: number): Chunk {
    if (this.#file === undefined) throw new RangeError('the log has no file');
    if (this.#memory.byteLength < length) this.#memory = new SharedArrayBuffer(length);
    const chunk = chunkOf(this.#memory, length);
    for (let done = 0; done < length; ) {
      const read = readSync(this.#file, chunk.bytes, done, length - done, at + done);
      if (read === 0) throw new RangeError('the file of rows is shorter than what was written');
      done += read;
    }
    return chunk;
  }
}
