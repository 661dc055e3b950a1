import { z } from 'zod';
import { candidateBase } from './candidate-base.ts';
import { fitRulesSchema } from './rules.ts';
import { classWeightSchema, fewTerms, tfidfShape } from './tfidf.ts';
import { COPIES_TO_ALTER, hasCopiesToAlter } from './training-rows.ts';

const hyperparametersSchema = z
  .strictObject({
    ...tfidfShape,
    maxFeatures: fewTerms.default(500),
    /** Rounds; each adds a tree a label. */
    maxIter: z.int().min(1).max(1_000).default(100),
    learningRate: z.number().positive().default(0.1),
    maxLeafNodes: z.int().min(2).max(255).default(31),
    maxDepth: z.int().min(1).max(64).default(8),
    minSamplesLeaf: z.int().min(1).default(5),
    /** Values of a term that a split may tell apart. */
    maxBins: z.int().min(2).max(255).default(32),
    l2Regularization: z.number().min(0).default(0),
    classWeight: classWeightSchema,
  })
  .refine(hasCopiesToAlter, COPIES_TO_ALTER);

/** TF-IDF of few terms and scikit-learn's HistGradientBoostingClassifier. */
export const gradientBoostingCandidateSchema = z.strictObject({
  ...candidateBase,
  family: z.literal('gradient-boosting'),
  rules: fitRulesSchema.optional(),
  hyperparameters: hyperparametersSchema.prefault({}),
});
