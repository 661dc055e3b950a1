import { z } from 'zod';

/** `approval#<packageVersion>`: a state machine waits, or waited, for the registry's answer. */
export const approvalRecordSchema = z.object({
  workload: z.string(),
  record: z.string(),
  packageArn: z.string(),
  packageVersion: z.int().min(1),
  runId: z.string(),
  /** Of the run's lease when it began to wait. */
  fencingToken: z.int().min(0).default(0),
  /** SHA-256 of the artifact that the decision is about. */
  artifactSha256: z.string().optional(),
  taskToken: z.string(),
  requestedAt: z.iso.datetime(),
  /** The one decision that counts. `expired`: nobody decided in time. */
  decision: z.enum(['approved', 'rejected', 'expired']).optional(),
  reason: z.string().optional(),
  /** Who decided, as far as the registry says. */
  decidedBy: z.string().optional(),
  decidedAt: z.iso.datetime().optional(),
  /** The last news about it that people were told, so that a repeated event is no news. */
  told: z.string().optional(),
});
export type ApprovalRecord = z.infer<typeof approvalRecordSchema>;
