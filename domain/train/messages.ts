import { z } from 'zod';
import { caughtSchema } from '../conclude/caught.ts';
import { runErrorSchema } from '../conclude/run-record.ts';
import { stageInputSchema } from '../execution.ts';
import { leftOfferSchema } from '../offer/attempt.ts';
import { candidateJobSchema } from '../prepare/messages.ts';

/** Its last job, why that came to nothing, and the offers of capacity that were left before it. */
const endingSchema = z.object({
  candidate: z.string().optional(),
  jobName: z.string().optional(),
  error: runErrorSchema.optional(),
  /** Why no job could be chosen at all. */
  caught: caughtSchema.optional(),
  left: z.array(leftOfferSchema).default([]),
});
export type TrainingEnding = z.infer<typeof endingSchema>;

export const trainInputSchema = stageInputSchema.extend({
  candidateJobs: z.array(candidateJobSchema).min(1),
  /** How the state machine left each candidate that it was to train. */
  endings: z.array(endingSchema).default([]),
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
