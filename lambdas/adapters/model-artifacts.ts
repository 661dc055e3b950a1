import { createHash } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { PlatformError } from '../../domain/errors.ts';
import { awsClient } from '../runtime/aws-client.ts';
import { isNamed } from '../runtime/failure.ts';

export type Fingerprint =
  | { readonly kind: 'hashed'; readonly sha256: string }
  | { readonly kind: 'too-large'; readonly sizeBytes: number }
  | { readonly kind: 'gone' };

/** Model artifacts as they lie in the bucket. */
export interface ModelArtifacts {
  /** SHA-256 of the object's bytes now, unless it is gone or would take too long to read. */
  fingerprint(uri: string): Promise<Fingerprint>;
}

/** What a function reads well within its time limit. */
export const HASHED_BYTES = 512 * 1024 ** 2;

export class S3ModelArtifacts implements ModelArtifacts {
  readonly #client: S3Client;

  constructor(client = awsClient(S3Client, { requestTimeoutMs: 20_000 })) {
    this.#client = client;
  }

  async fingerprint(uri: string): Promise<Fingerprint> {
    const object = await this.#get(uri);
    if (object === undefined) return { kind: 'gone' };
    const { ContentLength: sizeBytes = 0, Body: body } = object;
    if (body === undefined) return { kind: 'gone' };
    if (sizeBytes > HASHED_BYTES) {
      await body.transformToWebStream().cancel();
      return { kind: 'too-large', sizeBytes };
    }
    return { kind: 'hashed', sha256: await sha256Of(body.transformToWebStream(), uri) };
  }

  async #get(uri: string) {
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
    if (bucket === undefined || key === undefined) {
      throw new PlatformError('ARTIFACT_INVALID', `${uri} is no address of an object.`);
    }
    try {
      return await this.#client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      // Who may list only some prefixes is told of a missing object that access is denied.
      if (isNamed(error, 'AccessDenied') && !(await this.#isListed(bucket, key))) return undefined;
      throw error;
    }
  }

  async #isListed(bucket: string, key: string): Promise<boolean> {
    const { Contents } = await this.#client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 }));
    return Contents?.[0]?.Key === key;
  }
}

async function sha256Of(stream: ReadableStream<Uint8Array>, uri: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of stream) hash.update(chunk);
  } catch (cause) {
    throw new PlatformError('AWS_FAILED', `${uri} could not be read to its end.`, { retryable: true, cause });
  }
  return hash.digest('hex');
}
