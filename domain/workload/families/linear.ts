import { z } from 'zod';
import { candidateBase } from './candidate-base.ts';
import { labelThresholdsShape } from './label-thresholds.ts';
import { fitRulesSchema } from './rules.ts';
import { classWeightSchema, manyTerms, tfidfShape } from './tfidf.ts';
import { COPIES_TO_ALTER, hasCopiesToAlter } from './training-rows.ts';

export const linearHyperparametersSchema = z
  .strictObject({
    ...tfidfShape,
    ...labelThresholdsShape,
    maxFeatures: manyTerms,
    /** Inverse of the regularization strength, as in scikit-learn. */
    C: z.number().positive().default(1),
    classWeight: classWeightSchema,
  })
  .refine(hasCopiesToAlter, COPIES_TO_ALTER);

/** TF-IDF and logistic regression. */
export const linearCandidateSchema = z.strictObject({
  ...candidateBase,
  family: z.literal('linear'),
  rules: fitRulesSchema.optional(),
  hyperparameters: linearHyperparametersSchema.prefault({}),
});
