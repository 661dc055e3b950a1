import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { faultable } from '../../../faults/client.ts';

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** What the processing jobs need of S3. `absent` results are answers, every other failure throws as the SDK throws it. */
export interface ObjectStore {
  /** Streams an object into a file. */
  download(place: ObjectPlace, path: string): Promise<'done' | 'absent'>;
  readText(place: ObjectPlace): Promise<string | undefined>;
  /** Puts text; with `ifAbsent` only where no object is. */
  putText(place: ObjectPlace, text: string, options?: { readonly ifAbsent?: boolean }): Promise<'done' | 'exists'>;
  /** Puts a file with user metadata; with `ifAbsent` only where no object is. */
  putFile(
    place: ObjectPlace,
    path: string,
    options: { readonly ifAbsent?: boolean; readonly metadata: Readonly<Record<string, string>> },
  ): Promise<'done' | 'exists'>;
  metadata(place: ObjectPlace): Promise<Readonly<Record<string, string>> | undefined>;
  /** Every key below a prefix. */
  list(bucket: string, prefix: string): Promise<string[]>;
}

/** A connection that is silent for so long is broken: what an object takes as a whole depends on its size. */
const SILENCE_MS = 30_000;
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 100;

/** S3 as the container's own role sees it. */
export const s3Client = (): S3Client =>
  faultable(
    new S3Client({
      retryMode: 'standard',
      maxAttempts: ATTEMPTS,
      requestHandler: new NodeHttpHandler({ connectionTimeout: 5_000, socketTimeout: SILENCE_MS }),
    }),
  );

/** S3 by the SDK, with its retries. */
export class S3Objects implements ObjectStore {
  readonly #client: S3Client;

  constructor(client: S3Client) {
    this.#client = client;
  }

  async download(place: ObjectPlace, path: string): Promise<'done' | 'absent'> {
    const body = await this.#body(place);
    if (body === undefined) return 'absent';
    await pipeline(body, createWriteStream(path));
    return 'done';
  }

  async readText(place: ObjectPlace): Promise<string | undefined> {
    const body = await this.#body(place);
    if (body === undefined) return undefined;
    const chunks: Buffer[] = [];
    for await (const chunk of body) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  }

  async putText(place: ObjectPlace, text: string, options: { readonly ifAbsent?: boolean } = {}) {
    return this.#put(place, { Body: text }, options.ifAbsent);
  }

  async putFile(
    place: ObjectPlace,
    path: string,
    options: { readonly ifAbsent?: boolean; readonly metadata: Readonly<Record<string, string>> },
  ) {
    const { size } = await stat(path);
    const content = { ContentLength: size, Metadata: { ...options.metadata } };
    for (let attempt = 1; ; attempt += 1) {
      // The SDK does not send a stream a second time: each attempt reads the file anew.
      const Body = createReadStream(path);
      try {
        return await this.#put(place, { ...content, Body }, options.ifAbsent);
      } catch (error) {
        Body.destroy();
        if (attempt === ATTEMPTS || !mayPass(error)) throw error;
        await delay(FIRST_PAUSE_MS * 2 ** attempt);
      }
    }
  }

  async metadata({ bucket, key, versionId }: ObjectPlace): Promise<Readonly<Record<string, string>> | undefined> {
    const command = new HeadObjectCommand({ Bucket: bucket, Key: key, ...(versionId ? { VersionId: versionId } : {}) });
    const answer = await absentAsUndefined(this.#client.send(command));
    return answer && (answer.Metadata ?? {});
  }

  async list(bucket: string, prefix: string): Promise<string[]> {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const page = await this.#client.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ...(token ? { ContinuationToken: token } : {}) }),
      );
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
    return keys;
  }

  async #body({ bucket, key, versionId }: ObjectPlace): Promise<Readable | undefined> {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key, ...(versionId ? { VersionId: versionId } : {}) });
    const answer = await absentAsUndefined(this.#client.send(command));
    if (answer === undefined) return undefined;
    if (!(answer.Body instanceof Readable)) throw new TypeError(`s3://${bucket}/${key} came without a readable body`);
    return answer.Body;
  }

  async #put(
    { bucket, key }: ObjectPlace,
    content: Pick<ConstructorParameters<typeof PutObjectCommand>[0], 'Body' | 'ContentLength' | 'Metadata'>,
    ifAbsent = false,
  ): Promise<'done' | 'exists'> {
    const condition = ifAbsent ? { IfNoneMatch: '*' } : {};
    try {
      await this.#client.send(new PutObjectCommand({ Bucket: bucket, Key: key, ...content, ...condition }));
      return 'done';
    } catch (error) {
      if (ifAbsent && statusOf(error) === 412) return 'exists';
      throw error;
    }
  }
}

/** A missing object, a missing version and a delete marker are one answer: it is not there. */
async function absentAsUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (['NoSuchKey', 'NoSuchVersion', 'NotFound'].includes(name)) return undefined;
    // S3 answers 405 when the version named is a delete marker.
    if (name === 'MethodNotAllowed' || statusOf(error) === 405) return undefined;
    throw error;
  }
}

/** True for no answer at all, and for one that may be another in a moment. */
function mayPass(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status === 429 || status >= 500;
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
    ? Number(metadata.httpStatusCode)
    : undefined;
}
