import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { pipeline as pipelineEnd } from 'node:stream/promises';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { PlatformError } from '../../domain/errors.ts';
import { faultable } from '../../faults/client.ts';
import type { ClientOptions } from '../connection/client-options.ts';
import { counted } from './counted.ts';

export interface StoredVersion {
  readonly key: string;
  readonly versionId: string;
  readonly sizeBytes: number;
}

export interface PutFileOptions {
  readonly signal?: AbortSignal;
  /** Of the file, in hexadecimal characters. */
  readonly sha256?: string;
  /** Hears of bytes as they are read to be sent. */
  readonly onBytes?: (bytes: number) => void;
}

/** The service's own limit. */
const DELETED_AT_ONCE = 1_000;

/** S3: uploads, reports, quarantined rows and bases. */
export class Objects {
  private readonly client: S3Client;

  constructor(options: ClientOptions) {
    // The emulator has no wildcard DNS, so buckets are addressed by path wherever an endpoint is named.
    this.client = faultable(new S3Client({ ...options, forcePathStyle: options.endpoint !== undefined }));
  }

  /**
   * Stores a file of at most 5 GB in one request; the bucket is versioned, so the answer names the version. With
   * `sha256` the service refuses other bytes than those.
   */
  async putFile(bucket: string, key: string, path: string, options: PutFileOptions = {}): Promise<StoredVersion> {
    const { signal, sha256, onBytes } = options;
    const { size } = await stat(path);
    const file = createReadStream(path);
    const answer = await this.client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        // The service's client is told of the file's errors too.
        Body: onBytes === undefined ? file : pipeline(file, counted(onBytes), () => undefined),
        ContentLength: size,
        ...(sha256 !== undefined && { ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64') }),
      }),
      { ...(signal && { abortSignal: signal }) },
    );
    if (answer.VersionId === undefined) {
      throw new PlatformError('AWS_FAILED', `The bucket ${bucket} gave no version id.`, {
        next: 'Turn versioning of the bucket on again: deploy the data stack.',
        details: { why: 'An upload is identified by its version, and the bucket is not versioned.' },
      });
    }
    return { key, versionId: answer.VersionId, sizeBytes: size };
  }

  /** Puts a text; with `ifAbsent` only where no object is. */
  async putText(
    bucket: string,
    key: string,
    text: string,
    { ifAbsent }: { readonly ifAbsent: boolean },
  ): Promise<'done' | 'exists'> {
    const condition = ifAbsent ? { IfNoneMatch: '*' } : {};
    try {
      await this.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: text, ...condition }));
      return 'done';
    } catch (error) {
      if (ifAbsent && error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) return 'exists';
      throw error;
    }
  }

  /** Writes an object to a file. */
  async getFile(
    bucket: string,
    key: string,
    path: string,
    { signal, onBytes }: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
  ): Promise<void> {
    const { Body: body } = await this.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
      abortSignal: signal,
    });
    if (!(body instanceof Readable)) throw new PlatformError('AWS_FAILED', `s3://${bucket}/${key} has no content.`);
    await pipelineEnd(body, counted(onBytes), createWriteStream(path), { signal });
  }

  /** Deletes objects; what is not there is no error. */
  async remove(bucket: string, keys: readonly string[]): Promise<void> {
    for (let from = 0; from < keys.length; from += DELETED_AT_ONCE) {
      const batch = keys.slice(from, from + DELETED_AT_ONCE).map((Key) => ({ Key }));
      const { Errors: errors = [] } = await this.client.send(
        new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: batch, Quiet: true } }),
      );
      const [first] = errors;
      if (first) throw new PlatformError('AWS_FAILED', `s3://${bucket}/${first.Key} was not deleted: ${first.Code}.`);
    }
  }

  /** Text of an object, or undefined when there is none. */
  async read(bucket: string, key: string): Promise<string | undefined> {
    try {
      const answer = await this.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await answer.Body?.transformToString('utf8');
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async keys(bucket: string, prefix: string): Promise<string[]> {
    const found: string[] = [];
    for await (const page of paginateListObjectsV2({ client: this.client }, { Bucket: bucket, Prefix: prefix })) {
      found.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
    }
    return found;
  }
}
