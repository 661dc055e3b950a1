import { entryPath, sameName } from './entry-name.ts';
import type { ArchiveLimits } from './limits.ts';
import { attributesProblem } from './tar-attributes.ts';
import { BLOCK_BYTES, readTarHeader, shown, type TarHeader } from './tar-header.ts';

/** What the bytes of a tar archive say, in their order. `end` closes the file that was begun last. */
export type TarEvent =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly bytes: number }
  | { readonly kind: 'content'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' };

export interface TarRules {
  readonly limits: Pick<ArchiveLimits, 'entries' | 'bytes'>;
  /** The only files that may be there, and then no directories but the archive's own. Every safe name when left out. */
  readonly files?: ReadonlySet<string>;
}

/** An archive that is refused. The message goes on from the archive's name: `has a symbolic link: "x"`. */
export class TarRefused extends Error {}

const MOST_ATTRIBUTE_BYTES = 64 * 1024;
const MOST_FILL_BYTES = 2 ** 20;

/**
 * Reads a tar archive from chunks of any size, holding no more than a header. Only plain files and directories with
 * relative names pass, each once, in the number and size that the limits allow: sizes are checked before an entry begins.
 * Links, devices, long names by extension, sparse files and attributes that change name or size are refused.
 */
export class TarReader {
  readonly #rules: TarRules;
  readonly #files = new Set<string>();
  readonly #directories = new Set<string>();
  /** The beginning of a header or of attributes that is still to be completed. */
  #kept: Uint8Array = new Uint8Array(0);
  #state: 'header' | 'attributes' | 'content' | 'padding' | 'ended' = 'header';
  /** Bytes of content or padding that are still to come. */
  #missing = 0;
  #padding = 0;
  #entries = 0;
  #declared = 0;
  #emptyBlocks = 0;
  #attributesBefore = false;
  /** Zeros after the end. */
  #fill = 0;

  constructor(rules: TarRules) {
    this.#rules = rules;
  }

  /** Throws TarRefused. */
  *push(chunk: Uint8Array): Generator<TarEvent> {
    let rest = chunk;
    while (rest.length > 0) {
      switch (this.#state) {
        case 'header': {
          const block = this.#collect(rest, BLOCK_BYTES);
          rest = rest.subarray(block.used);
          if (block.whole !== undefined) yield* this.#header(block.whole);
          break;
        }
        case 'attributes': {
          const record = this.#collect(rest, this.#missing);
          rest = rest.subarray(record.used);
          if (record.whole !== undefined) this.#attributes(record.whole);
          break;
        }
        case 'content': {
          const piece = rest.subarray(0, this.#missing);
          rest = rest.subarray(piece.length);
          this.#missing -= piece.length;
          yield { kind: 'content', bytes: piece };
          if (this.#missing === 0) yield* this.#endOfFile();
          break;
        }
        case 'padding': {
          const used = Math.min(this.#missing, rest.length);
          rest = rest.subarray(used);
          this.#missing -= used;
          if (this.#missing === 0) this.#state = 'header';
          break;
        }
        case 'ended':
          return this.#afterEnd(rest);
        default:
          this.#state satisfies never;
      }
    }
  }

  /** To be called after the last chunk. Throws TarRefused for an archive that is cut off, or has no files. */
  finish(): void {
    if (this.#state !== 'ended') throw new TarRefused('is cut off');
    if (this.#files.size === 0) throw new TarRefused('has no files');
  }

  #collect(rest: Uint8Array, bytes: number): { used: number; whole?: Uint8Array } {
    const used = Math.min(bytes - this.#kept.length, rest.length);
    const joined = new Uint8Array(this.#kept.length + used);
    joined.set(this.#kept);
    joined.set(rest.subarray(0, used), this.#kept.length);
    const isWhole = joined.length === bytes;
    this.#kept = isWhole ? new Uint8Array(0) : joined;
    return isWhole ? { used, whole: joined } : { used };
  }

  *#header(block: Uint8Array): Generator<TarEvent> {
    if (block.every((byte) => byte === 0)) {
      if (this.#attributesBefore) throw new TarRefused('is cut off');
      this.#emptyBlocks += 1;
      if (this.#emptyBlocks === 2) this.#state = 'ended';
      return;
    }
    if (this.#emptyBlocks > 0) throw new TarRefused('has bytes after its end');
    const header = readTarHeader(block);
    if ('refused' in header) throw new TarRefused(header.refused);
    this.#entries += 1;
    // Attributes count too: they are blocks that somebody has to read.
    if (this.#entries > 2 * this.#rules.limits.entries) throw this.#tooMany();
    if (header.type === 'attributes') return this.#beginAttributes(header);
    this.#attributesBefore = false;
    yield* this.#entry(header, header.type);
  }

  #beginAttributes({ bytes }: TarHeader): void {
    if (this.#attributesBefore) throw new TarRefused('has two PAX headers in a row');
    if (bytes === 0 || bytes > MOST_ATTRIBUTE_BYTES) throw new TarRefused('has a PAX header of an odd size');
    this.#attributesBefore = true;
    this.#padding = paddingOf(bytes);
    this.#missing = bytes;
    this.#state = 'attributes';
  }

  #attributes(record: Uint8Array): void {
    const problem = attributesProblem(record);
    if (problem !== undefined) throw new TarRefused(problem);
    this.#pad();
  }

  *#entry({ name, bytes }: TarHeader, type: 'file' | 'directory'): Generator<TarEvent> {
    const { limits, files } = this.#rules;
    const found = entryPath(name, type);
    if ('refused' in found) throw new TarRefused(`${found.refused}: ${shown(name)}`);
    const { path } = found;
    if (path === '.') return;
    if (files !== undefined && (type === 'directory' || !files.has(path))) {
      throw new TarRefused(`has a ${type} that no model has: ${shown(name)}`);
    }
    this.#claim(path, type);
    if (this.#files.size + this.#directories.size > limits.entries) throw this.#tooMany();
    if (type === 'directory') return yield { kind: 'directory', path };
    this.#declared += bytes;
    if (this.#declared > limits.bytes) throw new TarRefused(`unpacks to more than ${limits.bytes} bytes`);
    this.#missing = bytes;
    this.#padding = paddingOf(bytes);
    this.#state = 'content';
    yield { kind: 'file', path, bytes };
    if (bytes === 0) yield* this.#endOfFile();
  }

  /** Refuses a name that is taken, and a file that lies in a file. */
  #claim(path: string, type: 'file' | 'directory'): void {
    const name = sameName(path);
    const parts = name.split('/');
    const parents = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
    const isTaken = this.#files.has(name) || (type === 'file' && this.#directories.has(name));
    if (isTaken || parents.some((parent) => this.#files.has(parent))) throw new TarRefused(`has ${shown(path)} twice`);
    for (const parent of parents) this.#directories.add(parent);
    (type === 'file' ? this.#files : this.#directories).add(name);
  }

  *#endOfFile(): Generator<TarEvent> {
    yield { kind: 'end' };
    this.#pad();
  }

  #pad(): void {
    this.#missing = this.#padding;
    this.#state = this.#padding === 0 ? 'header' : 'padding';
  }

  /** Programs fill the last record with zeros. */
  #afterEnd(rest: Uint8Array): void {
    this.#fill += rest.length;
    if (this.#fill > MOST_FILL_BYTES || rest.some((byte) => byte !== 0))
      throw new TarRefused('has bytes after its end');
  }

  #tooMany(): TarRefused {
    return new TarRefused(`has more than ${this.#rules.limits.entries} entries`);
  }
}

const paddingOf = (bytes: number): number => (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;
