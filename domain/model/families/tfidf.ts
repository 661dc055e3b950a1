import { z } from 'zod';
import { sha256Hex } from '../../digest.ts';
import { cleaningSchema } from '../../workload/cleaning.ts';
import { descriptionBase } from './description-base.ts';

const preprocessingSchema = z.strictObject({
  cleaning: cleaningSchema,
  ngramMin: z.int().min(1),
  ngramMax: z.int().min(1),
  sublinearTf: z.boolean(),
});
export type TfidfPreprocessing = z.infer<typeof preprocessingSchema>;

/**
 * Families over TF-IDF vectors. The graph takes `indices` int64 [batch, terms] into the vocabulary (0 is padding) and
 * `weights` float32 [batch, terms] (0 for padding), and gives `probabilities` float32 [batch, labels].
 */
export const tfidfDescriptionSchema = z.strictObject({
  ...descriptionBase,
  family: z.enum(['linear', 'naive-bayes', 'gradient-boosting', 'random-forest']),
  preprocessing: preprocessingSchema,
  files: z.strictObject({ 'model.onnx': sha256Hex, 'vocabulary.json': sha256Hex }),
});

/** `vocabulary.json`: terms in index order from 1, and the inverse document frequency of each. */
export const vocabularySchema = z.strictObject({
  terms: z.array(z.string()).min(1),
  idf: z.array(z.number()).min(1),
});
export type Vocabulary = z.infer<typeof vocabularySchema>;
