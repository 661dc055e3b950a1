import { z } from 'zod';
import { stageInputSchema } from '../execution.ts';

export const trainInputSchema = stageInputSchema.extend({
  trainingJobs: z.array(z.object({ candidate: z.string(), family: z.string(), jobName: z.string() })).min(1),
});
export type TrainInput = z.infer<typeof trainInputSchema>;

/** Names of candidates. Throws `ALL_CANDIDATES_FAILED` instead of an empty `trained`. */
export const trainAnswerSchema = z.strictObject({ trained: z.array(z.string()).min(1), failed: z.array(z.string()) });
export type TrainAnswer = z.infer<typeof trainAnswerSchema>;
