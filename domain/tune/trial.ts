import { z } from 'zod';

/** One training job of a tuning job. */
export const trialSchema = z.strictObject({
  candidate: z.string(),
  jobName: z.string(),
  status: z.enum(['InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped']),
  /** The searched hyperparameters, as the training got them. */
  hyperparameters: z.record(z.string(), z.string()),
  /** The last value of the objective; absent of a trial that reported none. */
  objective: z.number().optional(),
  /** From its start on a machine to its end. */
  seconds: z.number().min(0).optional(),
  reason: z.string().optional(),
});
export type Trial = z.infer<typeof trialSchema>;
