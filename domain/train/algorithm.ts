import { z } from 'zod';
import { metricDefinitionsSchema } from './metric-definition.ts';

/** `AlgorithmSpecification` as `CreateTrainingJob` takes it: a state machine hands it on as it stands. */
export const algorithmSchema = z.strictObject({
  TrainingImage: z.string(),
  TrainingInputMode: z.literal('File'),
  MetricDefinitions: metricDefinitionsSchema,
});
export type Algorithm = z.infer<typeof algorithmSchema>;
