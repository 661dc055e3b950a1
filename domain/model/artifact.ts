import { z } from 'zod';
import { tfidfDescriptionSchema } from './families/tfidf.ts';
import { transformerDescriptionSchema } from './families/transformer.ts';

/**
 * `model.json`, the description inside `model.tar.gz`. The same schema is checked by the trainer's tests, the
 * evaluation and the server. `files` has every other file of the archive with its digest; a file that is not listed is
 * refused.
 */
export const modelDescriptionSchema = z.discriminatedUnion('family', [
  tfidfDescriptionSchema,
  transformerDescriptionSchema,
]);
export type ModelDescription = z.infer<typeof modelDescriptionSchema>;

/** Every file that an artifact may have. */
export const ARTIFACT_FILES: ReadonlySet<string> = new Set([
  'model.json',
  ...modelDescriptionSchema.options.flatMap(({ shape }) => Object.keys(shape.files.shape)),
]);
