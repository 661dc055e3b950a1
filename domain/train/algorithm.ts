import { z } from 'zod';
import { metricDefinitionsSchema } from './metric-definition.ts';

/** `AlgorithmSpecification` as `CreateTrainingJob` takes it: a state machine hands it on as it stands. */
export const algorithmSchema = z.strictObject({
  TrainingImage: z.string(),
  TrainingInputMode: z.literal('File'),
  MetricDefinitions: metricDefinitionsSchema,
  /** In place of the image's own entry point; no part of a tuning job's definition. */
  ContainerEntrypoint: z.array(z.string().max(256)).min(1).optional(),
  ContainerArguments: z.array(z.string().max(256)).min(1).optional(),
});
export type Algorithm = z.infer<typeof algorithmSchema>;
