import { z } from 'zod';
import { stageInputSchema } from '../execution.ts';

export const registerInputSchema = stageInputSchema;
export type RegisterInput = z.infer<typeof registerInputSchema>;

export const registerAnswerSchema = z.strictObject({
  packageArn: z.string(),
  packageVersion: z.int().min(1),
  /** `rejected`: the gate said no, and the package is in the registry with the reason. */
  approval: z.enum(['auto', 'manual', 'rejected']),
  approvalTimeoutSeconds: z.int().min(60),
});
export type RegisterAnswer = z.infer<typeof registerAnswerSchema>;
