import { z } from 'zod';
import { runErrorSchema } from '../conclude/run-record.ts';
import { stageInputSchema } from '../execution.ts';
import { candidateJobSchema } from '../prepare/messages.ts';

export const trainInputSchema = stageInputSchema.extend({
  candidateJobs: z.array(candidateJobSchema).min(1),
  /** How the state machine left each job that it was to create, with the error where there was one. */
  endings: z.array(z.object({ jobName: z.string(), error: runErrorSchema.optional() })).default([]),
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
