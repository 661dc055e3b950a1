import { S3ObjectVersions } from '../adapters/object-versions.ts';
import { putAnswer } from '../cleanup/answer.ts';
import { stageHandler } from '../runtime/stage-handler.ts';
import { type EmptyBucketsPorts, emptyBuckets, emptyBucketsEventSchema } from './empty-buckets.ts';

/** Custom resource that empties buckets which are to be deleted. */
export const handler = stageHandler({
  stage: 'empty-buckets',
  input: emptyBucketsEventSchema,
  ports: (): EmptyBucketsPorts => ({ versions: new S3ObjectVersions(), put: putAnswer }),
  run: emptyBuckets,
});
