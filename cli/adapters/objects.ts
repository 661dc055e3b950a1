import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { GetObjectCommand, NoSuchKey, PutObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { PlatformError } from '../../domain/errors.ts';
import { faultable } from '../../faults/client.ts';
import type { ClientOptions } from '../connection/client-options.ts';

export interface StoredVersion {
  readonly key: string;
  readonly versionId: string;
  readonly sizeBytes: number;
}

/** S3: uploads, reports and quarantined rows. */
export class Objects {
  private readonly client: S3Client;

  constructor(options: ClientOptions) {
    // The emulator has no wildcard DNS, so buckets are addressed by path wherever an endpoint is named.
    this.client = faultable(new S3Client({ ...options, forcePathStyle: options.endpoint !== undefined }));
  }

  /** Stores a file of at most 5 GB in one request; the bucket is versioned, so the answer names the version. */
  async putFile(bucket: string, key: string, path: string, signal?: AbortSignal): Promise<StoredVersion> {
    const { size } = await stat(path);
    const answer = await this.client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: createReadStream(path), ContentLength: size }),
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
