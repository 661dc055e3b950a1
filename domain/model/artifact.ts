import { z } from 'zod';
import { ensembleDescriptionSchema, MOST_MEMBERS, memberFolder } from './families/ensemble.ts';
import { tfidfDescriptionSchema } from './families/tfidf.ts';
import { transformerDescriptionSchema } from './families/transformer.ts';

/**
 * `model.json` of a model with one graph. `files` has every other file of its folder with its digest; a file that is not
 * listed is refused.
 */
export const graphDescriptionSchema = z.discriminatedUnion('family', [
  tfidfDescriptionSchema,
  transformerDescriptionSchema,
]);
export type GraphDescription = z.infer<typeof graphDescriptionSchema>;

/**
 * `model.json`, the description inside `model.tar.gz`. The same schema is checked by the trainer's tests, the
 * evaluation and the server.
 */
export const modelDescriptionSchema = z.discriminatedUnion('family', [
  graphDescriptionSchema,
  ensembleDescriptionSchema,
]);
export type ModelDescription = z.infer<typeof modelDescriptionSchema>;

const GRAPH_FILES = [
  'model.json',
  ...graphDescriptionSchema.options.flatMap(({ shape }) => Object.keys(shape.files.shape)),
];

/** Every file that an artifact may have. */
export const ARTIFACT_FILES: ReadonlySet<string> = new Set([
  ...GRAPH_FILES,
  ...Array.from({ length: MOST_MEMBERS }, (_, index) => memberFolder(index + 1)).flatMap((folder) =>
    GRAPH_FILES.map((file) => `${folder}/${file}`),
  ),
]);
