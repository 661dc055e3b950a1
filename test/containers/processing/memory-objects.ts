import { readFile, writeFile } from 'node:fs/promises';
import type { ObjectPlace, ObjectStore } from '../../../containers/processing/adapters/s3.ts';

interface Kept {
  readonly bytes: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Objects in memory with S3's conditional puts. A version is part of the name it is kept under. */
export class MemoryObjects implements ObjectStore {
  readonly objects = new Map<string, Kept>();
  readonly puts: string[] = [];

  static name({ bucket, key, versionId }: ObjectPlace): string {
    return `${bucket}/${key}${versionId === undefined ? '' : `@${versionId}`}`;
  }

  set(place: ObjectPlace, content: string | Buffer): void {
    this.objects.set(MemoryObjects.name(place), { bytes: Buffer.from(content), metadata: {} });
  }

  async download(place: ObjectPlace, path: string): Promise<'done' | 'absent'> {
    const kept = this.objects.get(MemoryObjects.name(place));
    if (kept === undefined) return 'absent';
    await writeFile(path, kept.bytes);
    return 'done';
  }

  async readText(place: ObjectPlace): Promise<string | undefined> {
    return this.objects.get(MemoryObjects.name(place))?.bytes.toString('utf8');
  }

  async putText(place: ObjectPlace, text: string, options: { readonly ifAbsent?: boolean } = {}) {
    return this.#put(place, { bytes: Buffer.from(text), metadata: {} }, options.ifAbsent);
  }

  async putFile(
    place: ObjectPlace,
    path: string,
    options: { readonly ifAbsent?: boolean; readonly metadata: Readonly<Record<string, string>> },
  ) {
    return this.#put(place, { bytes: await readFile(path), metadata: options.metadata }, options.ifAbsent);
  }

  async metadata(place: ObjectPlace): Promise<Readonly<Record<string, string>> | undefined> {
    return this.objects.get(MemoryObjects.name(place))?.metadata;
  }

  async list(bucket: string, prefix: string): Promise<string[]> {
    return [...this.objects.keys()]
      .filter((name) => name.startsWith(`${bucket}/${prefix}`))
      .map((name) => name.slice(bucket.length + 1));
  }

  #put(place: ObjectPlace, kept: Kept, ifAbsent = false): 'done' | 'exists' {
    const name = MemoryObjects.name(place);
    if (ifAbsent && this.objects.has(name)) return 'exists';
    this.puts.push(name);
    this.objects.set(name, kept);
    return 'done';
  }
}
