import type { TfidfPreprocessing, Vocabulary } from '../../../../../domain/model/families/tfidf.ts';
import type { Features, Feed } from '../feed.ts';
import { createCleaner } from './cleaning.ts';
import { createTokenizer, forEachTerm } from './tokenization.ts';

/** A text's known terms: indices into the vocabulary (from 1) and their TF-IDF weights, of Euclidean length 1. */
export interface SparseVector extends Features {
  readonly indices: readonly number[];
  readonly weights: readonly number[];
}

/**
 * Turns a text into the vector scikit-learn's TfidfVectorizer would give: term frequency (1 + ln of it when
 * `sublinearTf`) times inverse document frequency, divided by the Euclidean norm. Terms outside the vocabulary count for
 * nothing; a text without known terms has no entries.
 */
export function createVectorizer(
  preprocessing: TfidfPreprocessing,
  vocabulary: Vocabulary,
): (text: string) => SparseVector {
  const clean = createCleaner(preprocessing.cleaning);
  const tokenize = createTokenizer(preprocessing.cleaning);
  const indexOfTerm = new Map(vocabulary.terms.map((term, position) => [term, position + 1]));
  const inverseDocumentFrequency = new Float64Array(vocabulary.idf.length + 1);
  inverseDocumentFrequency.set(vocabulary.idf, 1);
  const { ngramMin, ngramMax, sublinearTf } = preprocessing;

  return (text) => {
    const frequencies = new Map<number, number>();
    forEachTerm(tokenize(clean(text)), ngramMin, ngramMax, (term) => {
      const index = indexOfTerm.get(term);
      if (index !== undefined) frequencies.set(index, (frequencies.get(index) ?? 0) + 1);
    });
    const indices: number[] = [];
    const weights: number[] = [];
    let squares = 0;
    for (const [index, frequency] of frequencies) {
      const weight = (sublinearTf ? 1 + Math.log(frequency) : frequency) * (inverseDocumentFrequency[index] ?? 0);
      indices.push(index);
      weights.push(weight);
      squares += weight * weight;
    }
    const norm = Math.sqrt(squares) || 1;
    return { length: indices.length, indices, weights: weights.map((weight) => weight / norm) };
  };
}

/** Vectors padded with index 0 and weight 0 to the terms of the longest, and to 1 at least. */
export function toFeed(vectors: readonly SparseVector[]): Feed {
  const width = vectors.reduce((longest, vector) => Math.max(longest, vector.length), 1);
  const dims = [vectors.length, width];
  const indices = new BigInt64Array(vectors.length * width);
  const weights = new Float32Array(vectors.length * width);
  // Low halves of the 64-bit integers (little-endian, as all of Node's platforms here): makes no BigInt per term.
  const lowHalves = new Int32Array(indices.buffer);
  vectors.forEach((vector, row) => {
    let cell = row * width;
    vector.indices.forEach((index, position) => {
      lowHalves[2 * cell] = index;
      weights[cell] = vector.weights[position] ?? 0;
      cell += 1;
    });
  });
  return { indices: { type: 'int64', data: indices, dims }, weights: { type: 'float32', data: weights, dims } };
}
