import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';

/** A row's fixed part: four words of row id, then upload, line, label and bytes of text. The text follows, padded to a word. */
export const ROW_WORDS = 8;
export const ROW_BYTES = 4 * ROW_WORDS;
export const ROW_ID_BYTES = 16;

/** A partition is the rows whose id begins with one byte. */
export const PARTITIONS = 256;

const CHUNK_BYTES = 64 * 1024;
/** A partition's first chunk is small: most runs have few rows. */
const FIRST_CHUNK_BYTES = 4 * 1024;

/** Bytes of rows, as they were appended; several rows, each whole. */
export interface Chunk {
  readonly bytes: Buffer;
  readonly words: Uint32Array;
  used: number;
}

type Extent = { readonly chunk: Chunk } | { readonly at: number; readonly length: number };

function newChunk(size: number): Chunk {
  const memory = new ArrayBuffer(size);
  return { bytes: Buffer.from(memory), words: new Uint32Array(memory), used: 0 };
}

/**
 * Rows by the first byte of their id. Kept in memory up to a limit, beyond it
 * in one file.
 */
export class PartitionLog {
  readonly #path: string;
  readonly #memoryLimitBytes: number;
  readonly #open: (Chunk | undefined)[] = new Array(PARTITIONS).fill(undefined);
  readonly #full: Extent[][] = Array.from({ length: PARTITIONS }, () => []);
  #heldBytes = 0;
  #reader = newChunk(CHUNK_BYTES);
  #file: number | undefined;
  #fileBytes = 0;

  constructor(path: string, memoryLimitBytes: number) {
    this.#path = path;
    this.#memoryLimitBytes = memoryLimitBytes;
  }

  /** Appends a row. `rowId`: 16 characters of Latin-1, one a byte. The text is UTF-8. */
  append(rowId: string, upload: number, line: number, label: number, text: Uint8Array): void {
    const partition = rowId.charCodeAt(0);
    const size = ROW_BYTES + ((text.length + 3) & ~3);
    const chunk = this.#chunkFor(partition, size);
    const { bytes, words, used } = chunk;
    bytes.write(rowId, used, ROW_ID_BYTES, 'latin1');
    const at = used >> 2;
    words[at + 4] = upload;
    words[at + 5] = line;
    words[at + 6] = label;
    words[at + 7] = text.length;
    bytes.set(text, used + ROW_BYTES);
    chunk.used = used + size;
  }

  /** A partition's rows, chunk by chunk. A chunk is good until the next one is asked for. */
  *read(partition: number): Generator<Chunk> {
    for (const extent of this.#full[partition] ?? []) yield 'chunk' in extent ? extent.chunk : this.#fromFile(extent);
    const open = this.#open[partition];
    if (open !== undefined) yield open;
  }

  async close(): Promise<void> {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    await rm(this.#path, { force: true });
  }

  #chunkFor(partition: number, size: number): Chunk {
    const open = this.#open[partition];
    if (open !== undefined && open.used + size <= open.bytes.length) return open;
    const emptied = open === undefined ? undefined : this.#putAway(partition, open);
    const least = Math.max(size, open === undefined ? FIRST_CHUNK_BYTES : CHUNK_BYTES);
    const chunk = emptied !== undefined && least <= emptied.bytes.length ? emptied : newChunk(least);
    this.#open[partition] = chunk;
    return chunk;
  }

  /** Keeps a full chunk; gives it back to be filled again when its rows went to the file. */
  #putAway(partition: number, chunk: Chunk): Chunk | undefined {
    const extents = this.#full[partition];
    if (this.#heldBytes + chunk.bytes.length <= this.#memoryLimitBytes) {
      this.#heldBytes += chunk.bytes.length;
      extents?.push({ chunk });
      return undefined;
    }
    this.#file ??= openSync(this.#path, 'w+');
    for (let done = 0; done < chunk.used; ) {
      done += writeSync(this.#file, chunk.bytes, done, chunk.used - done, this.#fileBytes + done);
    }
    extents?.push({ at: this.#fileBytes, length: chunk.used });
    this.#fileBytes += chunk.used;
    chunk.used = 0;
    return chunk;
  }

  #fromFile({ at, length }: { readonly at: number; readonly length: number }): Chunk {
    if (this.#file === undefined) throw new RangeError('the file of rows is not open');
    if (this.#reader.bytes.length < length) this.#reader = newChunk(length);
    const chunk = this.#reader;
    chunk.used = 0;
    while (chunk.used < length) {
      const read = readSync(this.#file, chunk.bytes, chunk.used, length - chunk.used, at + chunk.used);
      if (read === 0) throw new RangeError('the file of rows is shorter than what was written');
      chunk.used += read;
    }
    return chunk;
  }
}
