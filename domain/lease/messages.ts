import { z } from 'zod';
import { runErrorSchema } from '../conclude/run-record.ts';
import { executionSchema } from '../execution.ts';
import { placeSchema } from '../processing/place.ts';
import { retrainInputSchema } from '../trigger.ts';

/** `request` is the execution's whole input, so that a member that somebody left out is no error of the machine. */
export const leaseInputSchema = z
  .object({ request: retrainInputSchema, execution: executionSchema })
  .transform(({ request, execution }) => ({ ...request, execution }));
export type LeaseInput = z.infer<typeof leaseInputSchema>;

/** `busy`: another execution runs and will start the next one. `nothing-new`: the same data came to its end before.
 * `refused`: the day's budget is spent; the uploads wait. */
export const leaseAnswerSchema = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('acquired'),
    runId: z.string(),
    fencingToken: z.int().min(1),
    planUri: z.string(),
    prepareOn: placeSchema.default('job'),
    prepareJobName: z.string(),
    prepareUri: z.string(),
    /** True when a resumed run finds its dataset prepared. */
    prepared: z.boolean(),
  }),
  z.strictObject({ outcome: z.literal('busy'), holder: z.string() }),
  z.strictObject({ outcome: z.literal('nothing-new') }),
  z.strictObject({ outcome: z.literal('refused'), error: runErrorSchema }),
]);
export type LeaseAnswer = z.infer<typeof leaseAnswerSchema>;
