import { z } from 'zod';
import { cleaningSchema } from '../cleaning.ts';
import { trainingRowsShape } from './training-rows.ts';

/** What the families over TF-IDF share: their terms and weights, and their training rows. */
export const tfidfShape = {
  ngramMin: z.int().min(1).max(3).default(1),
  ngramMax: z.int().min(1).max(3).default(2),
  /** A term must occur in at least so many training texts. */
  minDf: z.int().min(1).default(2),
  sublinearTf: z.boolean().default(true),
  cleaning: cleaningSchema.prefault({}),
  ...trainingRowsShape,
  seed: z.int().min(0).default(20_261),
};

/** Terms of a family that takes many of them: the most frequent ones. */
export const manyTerms = z.int().min(10).max(1_000_000).default(50_000);

/** Terms of a family that takes few: those whose frequency depends most on the label (chi-squared). */
export const fewTerms = z.int().min(10).max(10_000);

export const classWeightSchema = z.enum(['none', 'balanced']).default('none');
