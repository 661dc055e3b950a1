import { z } from 'zod';

/** Single flight per workload. Every writer of a run passes the fencing token. */
export const leaseRecordSchema = z.object({
  workload: z.string(),
  record: z.literal('lease'),
  /** ARN of the execution that holds it; absent when free. */
  holder: z.string().optional(),
  runId: z.string().optional(),
  acquiredAt: z.iso.datetime().optional(),
  /** When somebody last saw that its holder is at work. */
  heartbeatAt: z.iso.datetime().optional(),
  expiresAt: z.iso.datetime().optional(),
  /** Grows with each acquisition and never shrinks. */
  fencingToken: z.int().min(0),
  /** A trigger came while it was held: whoever releases it starts the next run. */
  rerunRequested: z.boolean().default(false),
});

export type LeaseRecord = z.infer<typeof leaseRecordSchema>;
