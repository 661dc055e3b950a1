import { PlatformError } from '../../../../../domain/errors.ts';
import { type TfidfPreprocessing, vocabularySchema } from '../../../../../domain/model/families/tfidf.ts';
import type { Model } from '../../model.ts';
import { parseJson } from '../../model-json.ts';
import type { FeatureExtractor } from '../feed.ts';
import { createVectorizer, type SparseVector, toFeed } from './vectorization.ts';

// Beside the graph's few multiplications a run's own cost is some thousand of them.
const PADDING_PER_RUN = 4_096;
const CELLS_PER_RUN = 2 ** 18;

/** TF-IDF vectors over the artifact's vocabulary. Throws ARTIFACT_INVALID when that is not consistent. */
export function openTfidf(model: Model, preprocessing: TfidfPreprocessing): FeatureExtractor<SparseVector> {
  const vocabulary = parseJson('vocabulary.json', model.file('vocabulary.json'), vocabularySchema);
  if (vocabulary.terms.length !== vocabulary.idf.length) {
    throw new PlatformError('ARTIFACT_INVALID', 'vocabulary.json must have one idf for each term', {
      details: { terms: vocabulary.terms.length, idf: vocabulary.idf.length },
    });
  }
  return {
    inputNames: ['indices', 'weights'],
    paddingPerRun: PADDING_PER_RUN,
    cellsPerRun: CELLS_PER_RUN,
    extract: createVectorizer(preprocessing, vocabulary),
    toFeed,
  };
}
