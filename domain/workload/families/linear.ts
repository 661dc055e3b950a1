import { z } from 'zod';
import { cleaningSchema } from '../cleaning.ts';
import { candidateBase } from './candidate-base.ts';

export const linearHyperparametersSchema = z.strictObject({
  ngramMin: z.int().min(1).max(3).default(1),
  ngramMax: z.int().min(1).max(3).default(2),
  /** A term must occur in at least so many training texts. */
  minDf: z.int().min(1).default(2),
  maxFeatures: z.int().min(10).max(1_000_000).default(50_000),
  sublinearTf: z.boolean().default(true),
  /** Inverse of the regularization strength, as in scikit-learn. */
  C: z.number().positive().default(1),
  classWeight: z.enum(['none', 'balanced']).default('none'),
  cleaning: cleaningSchema.prefault({}),
  seed: z.int().min(0).default(20_261),
});

/** TF-IDF and logistic regression. */
export const linearCandidateSchema = z.strictObject({
  ...candidateBase,
  family: z.literal('linear'),
  hyperparameters: linearHyperparametersSchema.prefault({}),
});

export type LinearHyperparameters = z.infer<typeof linearHyperparametersSchema>;
