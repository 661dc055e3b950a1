import type { z } from 'zod';
import { PlatformError } from '../../../domain/errors.ts';
import type { Sourced } from '../../../domain/experiment/sources.ts';
import { sha256 } from '../../../domain/hash.ts';
import type { JsonStore } from '../../../lambdas/adapters/artifacts.ts';

/** A bucket's JSON documents in memory. */
export class MemoryJsonStore implements JsonStore {
  readonly documents = new Map<string, string>();
  readonly #bucket: string;

  constructor(bucket: string) {
    this.#bucket = bucket;
  }

  uri(key: string): string {
    return `s3://${this.#bucket}/${key}`;
  }

  async find<T>(key: string, schema: z.ZodType<T>): Promise<T | undefined> {
    return (await this.findSourced(key, schema))?.value;
  }

  async findSourced<T>(key: string, schema: z.ZodType<T>): Promise<Sourced<T> | undefined> {
    const text = this.documents.get(key);
    if (text === undefined) return undefined;
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return { value: parsed.data, uri: this.uri(key), sha256: sha256(text) };
    throw new PlatformError('ARTIFACT_INVALID', `${this.uri(key)} is not what it should be: ${parsed.error.message}`);
  }

  async read<T>(key: string, schema: z.ZodType<T>): Promise<T> {
    const found = await this.find(key, schema);
    if (found === undefined) throw new PlatformError('ARTIFACT_INVALID', `${this.uri(key)} is missing.`);
    return found;
  }

  async write(key: string, document: unknown): Promise<void> {
    this.documents.set(key, JSON.stringify(document));
  }
}
