import { z } from 'zod';
import { runErrorSchema } from '../conclude/run-record.ts';
import { stageInputSchema } from '../execution.ts';
import { channelSchema } from '../train/channel.ts';

export const prepareInputSchema = stageInputSchema;
export type PrepareInput = z.infer<typeof prepareInputSchema>;

/** One `CreateTrainingJob`, with every string that it needs. */
export const trainingJobSchema = z.strictObject({
  candidate: z.string(),
  family: z.string(),
  jobName: z.string(),
  imageUri: z.string(),
  instanceType: z.string(),
  timeoutSeconds: z.int(),
  /** SageMaker passes text only: each value is JSON text, but for those of a bring-your-own container. */
  hyperparameters: z.record(z.string(), z.string()),
  channels: z.array(channelSchema).min(1),
  outputUri: z.string(),
});
export type TrainingJob = z.infer<typeof trainingJobSchema>;

/** A candidate and the job that trains it, or trained it. */
export const candidateJobSchema = z.strictObject({ candidate: z.string(), family: z.string(), jobName: z.string() });
export type CandidateJob = z.infer<typeof candidateJobSchema>;

/** The same content came to its end before. */
export const prepareSkippedSchema = z.strictObject({ outcome: z.literal('skipped'), sameAs: z.string() });
export const prepareRefusedSchema = z.strictObject({ outcome: z.literal('refused'), error: runErrorSchema });

export const prepareAnswerSchema = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('ready'),
    /** Jobs to create: in a resumed run not those of candidates that are trained. */
    trainingJobs: z.array(trainingJobSchema),
    /** The job of every candidate, of those that are trained too. */
    candidateJobs: z.array(candidateJobSchema).min(1),
    evaluateJobName: z.string(),
    runUri: z.string(),
    datasetUri: z.string(),
    evaluateUri: z.string(),
  }),
  prepareSkippedSchema,
  prepareRefusedSchema,
]);
export type PrepareAnswer = z.infer<typeof prepareAnswerSchema>;
