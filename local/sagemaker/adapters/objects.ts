import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { awsClient } from './aws-client.ts';
import type { CredentialsProvider } from './credentials.ts';

/** S3 as one role sees it. */
export interface ObjectStore {
  /** Keys under the prefix, in S3's order. */
  list(bucket: string, prefix: string): Promise<string[]>;
  download(bucket: string, key: string, file: string): Promise<void>;
  upload(file: string, bucket: string, key: string, kmsKeyId?: string): Promise<void>;
  remove(bucket: string, key: string): Promise<void>;
}

export interface ObjectStores {
  as(credentials: CredentialsProvider): ObjectStore;
}

export const awsObjectStores: ObjectStores = { as: (credentials) => new S3Objects(credentials) };

class S3Objects implements ObjectStore {
  readonly #client: S3Client;

  constructor(credentials: CredentialsProvider) {
    this.#client = awsClient(S3Client, { credentials, forcePathStyle: true });
  }

  async list(bucket: string, prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const page of paginateListObjectsV2({ client: this.#client }, { Bucket: bucket, Prefix: prefix })) {
      for (const object of page.Contents ?? []) if (object.Key !== undefined) keys.push(object.Key);
    }
    return keys;
  }

  async download(bucket: string, key: string, file: string): Promise<void> {
    const answer = await this.#client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (!(answer.Body instanceof Readable)) throw new Error(`S3 gave no body for s3://${bucket}/${key}`);
    await mkdir(dirname(file), { recursive: true });
    await pipeline(answer.Body, createWriteStream(file));
  }

  async upload(file: string, bucket: string, key: string, kmsKeyId?: string): Promise<void> {
    await this.#client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: createReadStream(file),
        ContentLength: (await stat(file)).size,
        ...(kmsKeyId === undefined ? {} : { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKeyId }),
      }),
    );
  }

  async remove(bucket: string, key: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  }
}
