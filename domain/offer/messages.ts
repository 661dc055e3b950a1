import { z } from 'zod';
import { runErrorSchema } from '../conclude/run-record.ts';
import { jobAnswerSchema } from '../job/messages.ts';
import { trainingJobSchema } from '../prepare/messages.ts';
import { leftOfferSchema } from './attempt.ts';
import { offerRequestSchema, volumeSchema } from './job-request.ts';

/** `create`: the next job of a candidate. `failed`: no offer is left, or another one would change nothing. */
export const offerAnswerSchema = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('create'),
    jobName: z.string(),
    waitSeconds: z.int(),
    request: offerRequestSchema,
    left: z.array(leftOfferSchema),
  }),
  z.strictObject({
    outcome: z.literal('failed'),
    /** The last one. */
    jobName: z.string(),
    left: z.array(leftOfferSchema),
    error: runErrorSchema,
  }),
]);
export type OfferAnswer = z.infer<typeof offerAnswerSchema>;

/** What of a training decides about its jobs. Whatever else it has, a deployment while it runs may have changed. */
export const offeredTrainingSchema = z.object(
  trainingJobSchema.pick({
    candidate: true,
    offers: true,
    instanceCount: true,
    interruptionsPerOffer: true,
    timeoutSeconds: true,
  }).shape,
);
export type OfferedTraining = z.infer<typeof offeredTrainingSchema>;

/** `state` is the state machine's whole state: the answer before this one in `offer`, and how its job ended in `job`. */
export const offerInputSchema = z.object({
  workload: z.string(),
  runId: z.string(),
  volume: volumeSchema,
  state: z.object({
    training: offeredTrainingSchema,
    offer: offerAnswerSchema.optional(),
    job: jobAnswerSchema.optional(),
  }),
});
export type OfferInput = z.infer<typeof offerInputSchema>;
