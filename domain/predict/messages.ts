import { z } from 'zod';
import { ERROR_CODES } from '../errors.ts';

/** Body of `POST /v1/{workload}/predictions`. How many texts of which length is the workload's own limit. */
export const predictionRequestSchema = z.strictObject({ texts: z.array(z.string()).min(1) });
export type PredictionRequest = z.infer<typeof predictionRequestSchema>;

const singleLabelPredictionSchema = z.strictObject({
  label: z.string(),
  /** Probability by label; they add up to 1. */
  scores: z.record(z.string(), z.number()),
});

/** Of a multi-label workload. */
const multiLabelPredictionSchema = z.strictObject({
  /** Those whose score reaches their threshold, sorted; a text may have none. */
  labels: z.array(z.string()),
  /** Probability by label, each for itself. */
  scores: z.record(z.string(), z.number()),
});

/** Has `label` where each text has one label, and `labels` where it has any number of them. */
export type Prediction =
  | (z.infer<typeof singleLabelPredictionSchema> & { readonly labels?: undefined })
  | (z.infer<typeof multiLabelPredictionSchema> & { readonly label?: undefined });

export const predictionSchema: z.ZodType<Prediction> = z.union([
  singleLabelPredictionSchema,
  multiLabelPredictionSchema,
]);

/** What the serving container answers to `/invocations`. */
export const invocationAnswerSchema = z.object({
  predictions: z.array(predictionSchema),
  model: z.object({ package: z.string() }),
});
export type InvocationAnswer = z.infer<typeof invocationAnswerSchema>;

export const predictionAnswerSchema = z.strictObject({
  predictions: z.array(predictionSchema),
  model: z.strictObject({ package: z.string(), variant: z.string() }),
});
export type PredictionAnswer = z.infer<typeof predictionAnswerSchema>;

export const apiErrorSchema = z.strictObject({
  code: z.enum(ERROR_CODES),
  what: z.string(),
  why: z.string(),
  next: z.string(),
  requestId: z.string(),
});
export type ApiError = z.infer<typeof apiErrorSchema>;
