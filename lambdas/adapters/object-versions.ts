import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { PlatformError } from '../../domain/errors.ts';
import { awsClient } from '../runtime/aws-client.ts';
import { isNamed } from '../runtime/failure.ts';

/** Every version and delete marker of a bucket. */
export interface ObjectVersions {
  /** Deletes at most a thousand; returns how many, 0 when the bucket is empty or gone. Throws `AWS_FAILED`. */
  deletePage(bucket: string): Promise<number>;
}

export class S3ObjectVersions implements ObjectVersions {
  readonly #client: S3Client;

  constructor(client = awsClient(S3Client)) {
    this.#client = client;
  }

  async deletePage(bucket: string): Promise<number> {
    const page = await this.#list(bucket);
    if (page.length === 0) return 0;
    const answer = await this.#client.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: page, Quiet: true } }),
    );
    const failed = answer.Errors?.length ?? 0;
    if (failed > 0) {
      throw new PlatformError('AWS_FAILED', `${failed} objects of ${bucket} could not be deleted.`, {
        retryable: true,
      });
    }
    return page.length;
  }

  async #list(bucket: string): Promise<{ Key: string; VersionId: string | undefined }[]> {
    try {
      const { Versions, DeleteMarkers } = await this.#client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
      return [...(Versions ?? []), ...(DeleteMarkers ?? [])].flatMap(({ Key, VersionId }) =>
        Key === undefined ? [] : [{ Key, VersionId }],
      );
    } catch (error) {
      if (isNamed(error, 'NoSuchBucket')) return [];
      throw error;
    }
  }
}
