import type { Model } from '../model.ts';
import { type Batches, createBatches } from './batches.ts';
import { openTfidf } from './tfidf/open.ts';
import { openTransformer } from './transformer/open.ts';

/** What the model's family does to texts before its graph. Throws ARTIFACT_INVALID. */
export function openFeatures(model: Model): Batches {
  const { description } = model;
  if (description.family === 'transformer') return createBatches(openTransformer(model, description.preprocessing));
  return createBatches(openTfidf(model, description.preprocessing));
}
