import { z } from 'zod';
import { cleaningSchema } from '../workload/cleaning.ts';

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

const LISTED = ['model.onnx', 'vocabulary.json'] as const;

/** Every file that an artifact may have. */
export const ARTIFACT_FILES: ReadonlySet<string> = new Set(['model.json', ...LISTED]);

/**
 * `model.json`, the description inside `model.tar.gz`. The same schema is checked by the trainer's tests, the
 * evaluation and the server.
 *
 * `linear`: the graph takes `indices` int64 [batch, terms] into the vocabulary (0 is padding) and `weights` float32
 * [batch, terms] (0 for padding), and gives `probabilities` float32 [batch, labels].
 */
export const modelDescriptionSchema = z.strictObject({
  formatVersion: z.literal(1),
  family: z.enum(['linear']),
  labels: z.array(z.string()).min(2),
  preprocessing: z.strictObject({
    cleaning: cleaningSchema,
    ngramMin: z.int().min(1),
    ngramMax: z.int().min(1),
    sublinearTf: z.boolean(),
  }),
  maxTextLength: z.int().min(1),
  /** Every other file of the archive with its digest; a file that is not listed is refused. */
  files: z.record(z.enum(LISTED), sha256Hex),
  training: z.strictObject({
    candidate: z.string(),
    seed: z.int(),
    rows: z.int().min(1),
    datasetVersion: z.int().min(1).optional(),
    hyperparameters: z.record(z.string(), z.unknown()),
    packages: z.record(z.string(), z.string()),
  }),
});
export type ModelDescription = z.infer<typeof modelDescriptionSchema>;

/** `vocabulary.json`: terms in index order from 1, and the inverse document frequency of each. */
export const vocabularySchema = z.strictObject({
  terms: z.array(z.string()).min(1),
  idf: z.array(z.number()).min(1),
});
export type Vocabulary = z.infer<typeof vocabularySchema>;
