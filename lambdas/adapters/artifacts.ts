import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { PlatformError } from '../../domain/errors.ts';
import type { Sourced } from '../../domain/experiment/sources.ts';
import { sha256 } from '../../domain/hash.ts';
import { s3Uri } from '../../domain/names.ts';
import { awsClient } from '../runtime/aws-client.ts';
import { isNamed } from '../runtime/failure.ts';

/** JSON documents in a bucket. */
export interface JsonStore {
  uri(key: string): string;
  /** The document, or undefined when there is none. Throws `ARTIFACT_INVALID` when it has another shape. */
  find<T>(key: string, schema: z.ZodType<T>): Promise<T | undefined>;
  /** As `find`, with the place and the digest of what was read. */
  findSourced<T>(key: string, schema: z.ZodType<T>): Promise<Sourced<T> | undefined>;
  /** The document. Throws `ARTIFACT_INVALID` when there is none. */
  read<T>(key: string, schema: z.ZodType<T>): Promise<T>;
  write(key: string, document: unknown): Promise<void>;
}

export class S3JsonStore implements JsonStore {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(bucket: string, client = awsClient(S3Client, { requestTimeoutMs: 20_000 })) {
    this.#client = client;
    this.#bucket = bucket;
  }

  uri(key: string): string {
    return s3Uri(this.#bucket, key);
  }

  async find<T>(key: string, schema: z.ZodType<T>): Promise<T | undefined> {
    return (await this.findSourced(key, schema))?.value;
  }

  async findSourced<T>(key: string, schema: z.ZodType<T>): Promise<Sourced<T> | undefined> {
    const text = await this.#get(key);
    if (text === undefined) return undefined;
    const parsed = schema.safeParse(parseJson(text, this.uri(key)));
    if (parsed.success) return { value: parsed.data, uri: this.uri(key), sha256: sha256(text) };
    throw new PlatformError(
      'ARTIFACT_INVALID',
      `${this.uri(key)} is not what it should be: ${z.prettifyError(parsed.error)}`,
    );
  }

  async read<T>(key: string, schema: z.ZodType<T>): Promise<T> {
    const document = await this.find(key, schema);
    if (document === undefined) throw new PlatformError('ARTIFACT_INVALID', `${this.uri(key)} is missing.`);
    return document;
  }

  async write(key: string, document: unknown): Promise<void> {
    await this.#client.send(
      new PutObjectCommand({
        Bucket: this.#bucket,
        Key: key,
        Body: `${JSON.stringify(document, null, 2)}\n`,
        ContentType: 'application/json',
      }),
    );
  }

  async #get(key: string): Promise<string | undefined> {
    try {
      const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
      return await Body?.transformToString('utf-8');
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      // Who may list only some prefixes is told of a missing object that access is denied.
      if (isNamed(error, 'AccessDenied') && !(await this.#isListed(key))) return undefined;
      throw error;
    }
  }

  async #isListed(key: string): Promise<boolean> {
    const { Contents } = await this.#client.send(
      new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: key, MaxKeys: 1 }),
    );
    return Contents?.[0]?.Key === key;
  }
}

function parseJson(text: string, uri: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PlatformError('ARTIFACT_INVALID', `${uri} is not JSON.`, { cause });
  }
}
