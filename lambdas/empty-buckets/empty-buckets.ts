import { z } from 'zod';
import type { ObjectVersions } from '../adapters/object-versions.ts';
import { platformErrorOf } from '../runtime/failure.ts';
import type { StageContext } from '../runtime/stage-handler.ts';

/** CloudFormation's request to the custom resource. */
export const emptyBucketsEventSchema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResourceProperties: z.object({ Buckets: z.array(z.string()) }),
  PhysicalResourceId: z.string().optional(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  ResponseURL: z.url(),
});
export type EmptyBucketsEvent = z.infer<typeof emptyBucketsEventSchema>;

export interface EmptyBucketsPorts {
  readonly versions: ObjectVersions;
  /** Puts a JSON text to a presigned address. */
  readonly put: (url: string, body: string) => Promise<void>;
}

const PHYSICAL_ID = 'empty-buckets';

/** Deletes every object version of the buckets before CloudFormation deletes them, and says so. */
export async function emptyBuckets(
  event: EmptyBucketsEvent,
  { versions, put, logger }: EmptyBucketsPorts & StageContext,
): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, ResponseURL } = event;
  const tell = async (Status: 'SUCCESS' | 'FAILED', Reason: string) =>
    put(
      ResponseURL,
      JSON.stringify({
        Status,
        Reason,
        PhysicalResourceId: event.PhysicalResourceId ?? PHYSICAL_ID,
        StackId,
        RequestId,
        LogicalResourceId,
      }),
    );
  try {
    if (event.RequestType === 'Delete') {
      for (const bucket of event.ResourceProperties.Buckets) {
        let deleted = 0;
        for (let page = await versions.deletePage(bucket); page > 0; page = await versions.deletePage(bucket)) {
          deleted += page;
        }
        logger.info('emptied', { bucket, deleted });
      }
    }
  } catch (thrown) {
    const error = platformErrorOf(thrown);
    await tell('FAILED', `${error.code}: ${error.message}`);
    throw error;
  }
  await tell('SUCCESS', '');
}
