import { z } from 'zod';
import { stageInputSchema } from '../execution.ts';

export const gateInputSchema = stageInputSchema;
export type GateInput = z.infer<typeof gateInputSchema>;

export const gateAnswerSchema = z.strictObject({
  verdict: z.enum(['promote', 'reject']),
  reasons: z.array(z.string()),
  /** True when the run's new uploads are set aside. */
  suspendUploads: z.boolean(),
});
export type GateAnswer = z.infer<typeof gateAnswerSchema>;
