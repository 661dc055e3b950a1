import { z } from 'zod';
import { caughtSchema } from '../conclude/caught.ts';
import { runErrorSchema } from '../conclude/run-record.ts';
import { JOB_KINDS } from './observation.ts';

/**
 * What came of a job whose task ended with an error. `completed`: it is done all the same. `waiting`: it goes on, look
 * again after `waitSeconds`. `again`: it was never created, create it after `waitSeconds`. `failed`: for good.
 */
export const jobAnswerSchema = z.strictObject({
  status: z.enum(['completed', 'waiting', 'again', 'failed']),
  jobName: z.string(),
  waitSeconds: z.int().min(1),
  /** When it was first looked at. */
  since: z.iso.datetime(),
  /** Looks so far at the job that goes on. */
  looks: z.int().min(0),
  /** How often it was asked to be created again. */
  creations: z.int().min(0),
  error: runErrorSchema.optional(),
});
export type JobAnswer = z.infer<typeof jobAnswerSchema>;

/** `state` is the state machine's whole state: what was heard of the job's end is in `caught`, the answer before this one in `job`. */
export const jobInputSchema = z.object({
  kind: z.enum(JOB_KINDS),
  jobName: z.string(),
  /** Longest time that the job may take, its machine's start included. */
  timeoutSeconds: z.int().min(1),
  /** Longest time that it may wait for a machine of which the account may have no more just now. */
  waitSeconds: z.int().min(1).optional(),
  state: z.object({ workload: z.string(), caught: caughtSchema, job: jobAnswerSchema.optional() }),
});
export type JobInput = z.infer<typeof jobInputSchema>;
