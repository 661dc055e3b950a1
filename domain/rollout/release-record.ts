import { z } from 'zod';

const releasedSchema = z.strictObject({
  packageArn: z.string(),
  packageVersion: z.int().min(1),
  runId: z.string(),
  endpointConfigName: z.string(),
  modelName: z.string(),
  releasedAt: z.iso.datetime(),
  reason: z.string(),
});

/** `release`: what is live and what was live before it. Written only after the endpoint was seen to serve it. */
export const releaseRecordSchema = z.object({
  workload: z.string(),
  record: z.literal('release'),
  live: releasedSchema,
  previous: releasedSchema.optional(),
  /** Of the turn in which it was written: an older one may not write it any more. */
  fencingToken: z.int().min(0).default(0),
});
export type ReleaseRecord = z.infer<typeof releaseRecordSchema>;
export type Released = z.infer<typeof releasedSchema>;
