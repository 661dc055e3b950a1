import { z } from 'zod';

/** The state machine waits with a task token. */
export const approvalRequestSchema = z.object({
  taskToken: z.string().min(1),
  workload: z.string(),
  runId: z.string(),
  fencingToken: z.int().min(0),
  packageArn: z.string(),
  packageVersion: z.int().min(1),
});
export type ApprovalRequest = z.infer<typeof approvalRequestSchema>;

/** The state machine's wait is over: nobody has answered in time. */
export const approvalExpirySchema = approvalRequestSchema
  .omit({ taskToken: true })
  .extend({ expired: z.literal(true) });
export type ApprovalExpiry = z.infer<typeof approvalExpirySchema>;

/** The registry's event, of which only the identity is believed: the status is read from the registry. */
export const packageStateChangeSchema = z.object({
  'detail-type': z.literal('SageMaker Model Package State Change'),
  detail: z.object({
    ModelPackageGroupName: z.string(),
    ModelPackageVersion: z.int().min(1),
    ModelPackageArn: z.string(),
    ModelApprovalStatus: z.string().optional(),
  }),
});
export type PackageStateChange = z.infer<typeof packageStateChangeSchema>;

export const approveInputSchema = z.union([approvalRequestSchema, approvalExpirySchema, packageStateChangeSchema]);

/** What the run goes on with when a person approved. */
export const approvalAnswerSchema = z.strictObject({ decision: z.literal('approved'), reason: z.string() });
export type ApprovalAnswer = z.infer<typeof approvalAnswerSchema>;
