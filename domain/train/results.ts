import { z } from 'zod';

/** `train/results.json`: what became of each candidate's training job. */
export const trainResultSchema = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('trained'),
    candidate: z.string(),
    family: z.string(),
    jobName: z.string(),
    artifactUri: z.string(),
  }),
  z.strictObject({
    status: z.literal('failed'),
    candidate: z.string(),
    family: z.string(),
    jobName: z.string(),
    reason: z.string(),
  }),
]);
export const trainResultsSchema = z.strictObject({ schemaVersion: z.literal(1), results: z.array(trainResultSchema) });
export type TrainResult = z.infer<typeof trainResultSchema>;
export type TrainResults = z.infer<typeof trainResultsSchema>;
