import { closeSync, openSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type Extent, PARTITIONS, type PackedLog, ROW_BYTES, ROW_ID_WORDS } from './packed-log.ts';

const CHUNK_BYTES = 64 * 1024;
/** A partition's first chunk is small: most runs have few rows. */
const FIRST_CHUNK_BYTES = 4 * 1024;

/** Memory that is being filled. */
interface OpenChunk {
  readonly memory: SharedArrayBuffer;
  readonly bytes: Buffer;
  readonly words: Uint32Array;
  used: number;
}

function newChunk(size: number): OpenChunk {
  const memory = new SharedArrayBuffer(size);
  return { memory, bytes: Buffer.from(memory), words: new Uint32Array(memory), used: 0 };
}

/** Four bytes in the order of memory; much faster than to write the characters there. */
const wordOf = (digest: string, at: number): number =>
  digest.charCodeAt(at) |
  (digest.charCodeAt(at + 1) << 8) |
  (digest.charCodeAt(at + 2) << 16) |
  (digest.charCodeAt(at + 3) << 24);

/** Rows by the first byte of their id. Kept in memory up to a limit, beyond it in one file. */
export class PartitionLog {
  readonly #path: string;
  readonly #memoryLimitBytes: number;
  readonly #open: (OpenChunk | undefined)[] = new Array(PARTITIONS).fill(undefined);
  readonly #full: Extent[][] = Array.from({ length: PARTITIONS }, () => []);
  #heldBytes = 0;
  #file: number | undefined;
  #fileBytes = 0;

  constructor(path: string, memoryLimitBytes: number) {
    this.#path = path;
    this.#memoryLimitBytes = memoryLimitBytes;
  }

  /** Appends a row. `digest`: a character of Latin-1 for each byte; the first 16 are the row's id. The text is UTF-8. */
  append(digest: string, upload: number, line: number, label: number, text: Uint8Array): void {
    const partition = digest.charCodeAt(0);
    const size = ROW_BYTES + ((text.length + 3) & ~3);
    const chunk = this.#chunkFor(partition, size);
    const { bytes, words, used } = chunk;
    const at = used >> 2;
    for (let word = 0; word < ROW_ID_WORDS; word += 1) words[at + word] = wordOf(digest, 4 * word);
    words[at + 4] = upload;
    words[at + 5] = line;
    words[at + 6] = label;
    words[at + 7] = text.length;
    bytes.set(text, used + ROW_BYTES);
    chunk.used = used + size;
  }

  /** All rows, for any thread to read. None can be appended after it. */
  pack(): PackedLog {
    const partitions = this.#full.map((extents, partition) => {
      const open = this.#open[partition];
      return open === undefined ? extents : [...extents, { memory: open.memory, used: open.used }];
    });
    return { path: this.#file === undefined ? undefined : this.#path, partitions };
  }

  async close(): Promise<void> {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
    await rm(this.#path, { force: true });
  }

  #chunkFor(partition: number, size: number): OpenChunk {
    const open = this.#open[partition];
    if (open !== undefined && open.used + size <= open.bytes.length) return open;
    const emptied = open === undefined ? undefined : this.#putAway(partition, open);
    const least = Math.max(size, open === undefined ? FIRST_CHUNK_BYTES : CHUNK_BYTES);
    const chunk = emptied !== undefined && least <= emptied.bytes.length ? emptied : newChunk(least);
    this.#open[partition] = chunk;
    return chunk;
  }

  /** Keeps a full chunk; gives it back to be filled again when its rows went to the file. */
  #putAway(partition: number, chunk: OpenChunk): OpenChunk | undefined {
    const extents = this.#full[partition];
    const { memory, used } = chunk;
    if (this.#heldBytes + memory.byteLength <= this.#memoryLimitBytes) {
      this.#heldBytes += memory.byteLength;
      extents?.push({ memory, used });
      return undefined;
    }
    this.#file ??= openSync(this.#path, 'w');
    for (let done = 0; done < used; ) {
      done += writeSync(this.#file, chunk.bytes, done, used - done, this.#fileBytes + done);
    }
    extents?.push({ at: this.#fileBytes, used });
    this.#fileBytes += used;
    chunk.used = 0;
    return chunk;
  }
}
