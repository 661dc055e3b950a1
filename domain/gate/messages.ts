import { z } from 'zod';
import { stageInputSchema } from '../execution.ts';
import { settingsSchema } from '../try/settings.ts';
import { RULES } from './decision.ts';

export const gateInputSchema = stageInputSchema;
export type GateInput = z.infer<typeof gateInputSchema>;

export const gateAnswerSchema = z.strictObject({
  verdict: z.enum(['promote', 'reject']),
  /** Rules that were not met; what each measured is in the decision. */
  failedRules: z.array(z.enum(RULES)),
  /** True when the run's new uploads are set aside. */
  suspendUploads: z.boolean(),
  /** What a try changed: it never goes live, whatever the verdict. */
  tried: settingsSchema.optional(),
});
export type GateAnswer = z.infer<typeof gateAnswerSchema>;
