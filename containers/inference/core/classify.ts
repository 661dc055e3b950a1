import { PlatformError } from '../../../domain/errors.ts';
import { labelsAtThreshold } from '../../../domain/evaluate/predictions.ts';
import { hasLabel } from '../../../domain/labels/label-set.ts';
import { type ModelDescription, modelDescriptionSchema } from '../../../domain/model/artifact.ts';
import type { Prediction } from '../../../domain/predict/messages.ts';
import { normalizeText } from '../../../domain/prepare/normalize.ts';
import { readDescription } from './description.ts';
import { openEnsemble } from './ensemble-scorer.ts';
import { openGraph } from './graph-scorer.ts';
import { loadModel } from './model.ts';
import type { Scorer } from './scorer.ts';
import type { SessionOptions } from './session.ts';

/** A model ready to classify. Calls share one session and must not overlap `close`. */
export interface Classifier extends Scorer {
  readonly description: ModelDescription;
  /** SHA-256 of `model.json`. */
  readonly digest: string;
  /**
   * Probabilities per text, in the order of `description.labels`. A text's are the same alone and among others but for the
   * order in which float32 sums are made (within 1e-6).
   */
  probabilities(texts: readonly string[]): Promise<readonly Float32Array[]>;
  classify(texts: readonly string[]): Promise<readonly Prediction[]>;
}

export interface ClassifierOptions extends SessionOptions {
  /** When given, `model.json` must have this SHA-256. */
  readonly expectedDigest?: string | undefined;
}

/** Opens the model artifact unpacked in `directory`. Throws `ARTIFACT_INVALID` when it is not whole and consistent. */
export async function openClassifier(directory: string, options: ClassifierOptions): Promise<Classifier> {
  const { description, digest } = readDescription(directory, modelDescriptionSchema, options.expectedDigest);
  const { labels, multiLabel } = description;
  if (multiLabel !== undefined && multiLabel.thresholds.length !== labels.length) {
    throw new PlatformError('ARTIFACT_INVALID', 'model.json must have a threshold for each label');
  }
  const scorer = await (description.family === 'ensemble'
    ? openEnsemble(directory, description, options)
    : openGraph(loadModel(directory, digest), options));
  // Training saw texts as `prepare` stores them, so a request's text is brought to the same form first.
  const probabilities: Scorer['probabilities'] = (texts) => scorer.probabilities(texts.map(normalizeText));
  return {
    description,
    digest,
    probabilities,
    classify: async (texts) =>
      (await probabilities(texts)).map((scores) => toPrediction(labels, scores, multiLabel?.thresholds)),
    close: () => scorer.close(),
  };
}

/** The label with the highest score (the first of equals), or those that reach their thresholds; and every label's score. */
function toPrediction(
  labels: readonly string[],
  probabilities: Float32Array,
  thresholds: readonly number[] | undefined,
): Prediction {
  const scores: Record<string, number> = {};
  let best = 0;
  labels.forEach((label, column) => {
    const score = probabilities[column] ?? 0;
    scores[label] = score;
    if (score > (probabilities[best] ?? 0)) best = column;
  });
  if (thresholds === undefined) return { label: labels[best] ?? '', scores };
  const given = labelsAtThreshold(probabilities, thresholds);
  return { labels: labels.filter((_label, place) => hasLabel('multi-label', given, place)), scores };
}
