import { z } from 'zod';
import { metricDefinitionsSchema } from '../../train/metric-definition.ts';
import { candidateBase } from './candidate-base.ts';

/** A training image that the workload brings along. */
export const containerCandidateSchema = z.strictObject({
  ...candidateBase,
  family: z.literal('container'),
  /** Folder of a Dockerfile that keeps the training contract (`docs/bring-your-own-container.md`), relative to the app. */
  directory: z.string(),
  hyperparameters: z.record(z.string(), z.string()).default({}),
  /** What SageMaker reads in the log of its training, for people to look at. */
  metricDefinitions: metricDefinitionsSchema.default([]),
});
