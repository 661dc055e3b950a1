import { closeSync, openSync, writeSync } from 'node:fs';

/** Larger pieces are not faster, and can cost Linux ten times as much: it looks for large pages to keep them in. */
const BUFFER_CHARACTERS = 1 << 15;

/** A file that is written from its beginning to its end. */
export class TextFile {
  readonly #file: number;
  #pending = '';

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  add(text: string): void {
    this.#pending += text;
    if (this.#pending.length >= BUFFER_CHARACTERS) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#pending);
    this.#pending = '';
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
  }
}
