import { z } from 'zod';
import { candidateBase } from './candidate-base.ts';
import { fitRulesSchema } from './rules.ts';
import { classWeightSchema, fewTerms, tfidfShape } from './tfidf.ts';
import { COPIES_TO_ALTER, hasCopiesToAlter } from './training-rows.ts';

const hyperparametersSchema = z
  .strictObject({
    ...tfidfShape,
    maxFeatures: fewTerms.default(1_000),
    nEstimators: z.int().min(1).max(1_000).default(200),
    maxDepth: z.int().min(1).max(64).default(32),
    minSamplesLeaf: z.int().min(1).default(1),
    classWeight: classWeightSchema,
  })
  .refine(hasCopiesToAlter, COPIES_TO_ALTER);

/** TF-IDF of few terms and a random forest. */
export const randomForestCandidateSchema = z.strictObject({
  ...candidateBase,
  family: z.literal('random-forest'),
  rules: fitRulesSchema.optional(),
  hyperparameters: hyperparametersSchema.prefault({}),
});
