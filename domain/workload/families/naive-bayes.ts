import { z } from 'zod';
import { candidateBase } from './candidate-base.ts';
import { labelThresholdsShape } from './label-thresholds.ts';
import { fitRulesSchema } from './rules.ts';
import { manyTerms, tfidfShape } from './tfidf.ts';
import { COPIES_TO_ALTER, hasCopiesToAlter } from './training-rows.ts';

const hyperparametersSchema = z
  .strictObject({
    ...tfidfShape,
    ...labelThresholdsShape,
    maxFeatures: manyTerms,
    /** `complement` (Rennie et al. 2003) suits labels of unlike frequency. */
    variant: z.enum(['multinomial', 'complement']).default('multinomial'),
    /** Additive smoothing, as in scikit-learn. */
    alpha: z.number().positive().default(1),
    /** Learns how frequent each label is; otherwise all count alike. */
    fitPrior: z.boolean().default(true),
  })
  .refine(hasCopiesToAlter, COPIES_TO_ALTER);

/** TF-IDF and naive Bayes. */
export const naiveBayesCandidateSchema = z.strictObject({
  ...candidateBase,
  family: z.literal('naive-bayes'),
  rules: fitRulesSchema.optional(),
  hyperparameters: hyperparametersSchema.prefault({}),
});
