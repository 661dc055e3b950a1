import { z } from 'zod';
import { runErrorSchema } from '../conclude/run-record.ts';
import { stageInputSchema } from '../execution.ts';
import { placeSchema } from '../processing/place.ts';
import { algorithmSchema } from '../train/algorithm.ts';
import { channelSchema } from '../train/channel.ts';
import { definitionSchema, tuningConfigSchema } from '../tune/request.ts';
import { warmStartSchema } from '../tune/warm-start.ts';
import { MAX_OFFERS, offerSchema } from '../workload/capacity.ts';

export const prepareInputSchema = stageInputSchema;
export type PrepareInput = z.infer<typeof prepareInputSchema>;

/** An offer of capacity and the name that its job has, should it come to one. */
export const jobOfferSchema = offerSchema.extend({ jobName: z.string() });
export type JobOffer = z.infer<typeof jobOfferSchema>;

/** The training of a candidate: what each `CreateTrainingJob` of it needs. */
export const trainingJobSchema = z.strictObject({
  candidate: z.string(),
  family: z.string(),
  algorithm: algorithmSchema,
  /** Taken one after the other, until one of them has a machine that stays long enough. */
  offers: z.array(jobOfferSchema).min(1).max(MAX_OFFERS),
  instanceCount: z.int().min(1),
  interruptionsPerOffer: z.int().min(1),
  timeoutSeconds: z.int(),
  /** SageMaker passes text only: each value is JSON text, but for those of a bring-your-own container. */
  hyperparameters: z.record(z.string(), z.string()),
  channels: z.array(channelSchema).min(1),
  outputUri: z.string(),
  /** Ends in a slash; the same for all jobs of the candidate in this run. */
  checkpointUri: z.string(),
});
export type TrainingJob = z.infer<typeof trainingJobSchema>;

/** The tuning job of the candidates that have ranges: what `CreateHyperParameterTuningJob` needs. */
export const tuningJobSchema = z.strictObject({
  jobName: z.string(),
  config: tuningConfigSchema,
  definitions: z.array(definitionSchema.extend({ training: trainingJobSchema })).min(1),
  /** Trials at most. */
  trials: z.int().min(1),
  /** US dollars that they may cost. */
  dollars: z.number().optional(),
  warmStart: warmStartSchema.optional(),
});
export type TuningJob = z.infer<typeof tuningJobSchema>;

/** What the state machine trains side by side: a candidate, or all tuned ones together. */
export const workSchema = z.union([trainingJobSchema, z.strictObject({ tuning: tuningJobSchema })]);
export type Work = z.infer<typeof workSchema>;

/** A candidate and the job that trained it, or the first one that is to. */
export const candidateJobSchema = z.strictObject({
  candidate: z.string(),
  family: z.string(),
  jobName: z.string(),
  /** Set when the job is a tuning job, of which the best trial counts. */
  isTuning: z.literal(true).optional(),
});
export type CandidateJob = z.infer<typeof candidateJobSchema>;

/** The same content came to its end before. */
export const prepareSkippedSchema = z.strictObject({ outcome: z.literal('skipped'), sameAs: z.string() });
export const prepareRefusedSchema = z.strictObject({ outcome: z.literal('refused'), error: runErrorSchema });

export const prepareAnswerSchema = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('ready'),
    /** Jobs to create: in a resumed run not those of candidates that are trained. */
    trainingJobs: z.array(workSchema),
    /** The job of every candidate, of those that are trained too. */
    candidateJobs: z.array(candidateJobSchema).min(1),
    evaluateOn: placeSchema,
    evaluateJobName: z.string(),
    datasetUri: z.string(),
    evaluateUri: z.string(),
  }),
  prepareSkippedSchema,
  prepareRefusedSchema,
]);
export type PrepareAnswer = z.infer<typeof prepareAnswerSchema>;
