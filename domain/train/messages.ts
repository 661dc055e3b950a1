import { z } from 'zod';
import { stageInputSchema } from '../execution.ts';
import { candidateJobSchema } from '../prepare/messages.ts';

export const trainInputSchema = stageInputSchema.extend({
  candidateJobs: z.array(candidateJobSchema).min(1),
});
export type TrainInput = z.infer<typeof trainInputSchema>;

/** Names of candidates. Throws `ALL_CANDIDATES_FAILED` instead of an empty `trained`. */
export const trainAnswerSchema = z.strictObject({
  trained: z.array(z.string()).min(1),
  failed: z.array(z.string()),
  /** True when a resumed run finds these very models evaluated. */
  evaluated: z.boolean(),
});
export type TrainAnswer = z.infer<typeof trainAnswerSchema>;
