import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { awsClient } from '../runtime/aws-client.ts';

/** Tables of the lake that Athena reads as JSON Lines. */
export interface LakeTables {
  /** Writes the object whole, so that a repeated call changes nothing. */
  writeRows(key: string, rows: readonly object[]): Promise<void>;
}

export class S3LakeTables implements LakeTables {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(bucket: string, client = awsClient(S3Client)) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async writeRows(key: string, rows: readonly object[]): Promise<void> {
    await this.#client.send(
      new PutObjectCommand({
        Bucket: this.#bucket,
        Key: key,
        Body: rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
        ContentType: 'application/jsonl',
      }),
    );
  }
}
