import { PlatformError } from '../../../domain/errors.ts';
import type { ModelDescription } from '../../../domain/model/artifact.ts';
import { normalizeText } from '../../../domain/prepare/normalize.ts';
import { openFeatures } from './features/open.ts';
import { loadModel } from './model.ts';
import { openSession, type SessionOptions } from './session.ts';

/** The label with the highest score (the first of equals), and every label's probability. */
export interface Prediction {
  readonly label: string;
  readonly scores: Readonly<Record<string, number>>;
}

/** A model ready to classify. Calls share one session and must not overlap `close`. */
export interface Classifier {
  readonly description: ModelDescription;
  /** SHA-256 of `model.json`. */
  readonly digest: string;
  /**
   * Probabilities per text, in the order of `description.labels`. A text's are the same alone and among others but for the
   * order in which float32 sums are made (within 1e-6).
   */
  probabilities(texts: readonly string[]): Promise<readonly Float32Array[]>;
  classify(texts: readonly string[]): Promise<readonly Prediction[]>;
  close(): Promise<void>;
}

export interface ClassifierOptions extends SessionOptions {
  /** When given, `model.json` must have this SHA-256. */
  readonly expectedDigest?: string | undefined;
}

/** Opens the model artifact unpacked in `directory`. Throws `ARTIFACT_INVALID` when it is not whole and consistent. */
export async function openClassifier(directory: string, options: ClassifierOptions): Promise<Classifier> {
  const model = loadModel(directory, options.expectedDigest);
  const { labels } = model.description;
  const batches = openFeatures(model);
  const session = await openSession(model.graph, batches.inputNames, options);

  const probabilities = async (texts: readonly string[]): Promise<readonly Float32Array[]> => {
    const rows: Float32Array[] = new Array(texts.length);
    // Training saw texts as `prepare` stores them, so a request's text is brought to the same form first.
    for (const { positions, feed } of batches.of(texts.map(normalizeText))) {
      const flat = await session.run(feed);
      if (flat.length !== positions.length * labels.length) {
        throw new PlatformError('ARTIFACT_INVALID', 'model.onnx must give one probability for each text and label');
      }
      positions.forEach((position, row) => {
        rows[position] = flat.subarray(row * labels.length, (row + 1) * labels.length);
      });
    }
    return rows;
  };

  return {
    description: model.description,
    digest: model.digest,
    probabilities,
    classify: async (texts) => (await probabilities(texts)).map((scores) => toPrediction(labels, scores)),
    close: () => session.close(),
  };
}

function toPrediction(labels: readonly string[], probabilities: Float32Array): Prediction {
  const scores: Record<string, number> = {};
  let best = 0;
  labels.forEach((label, column) => {
    const score = probabilities[column] ?? 0;
    scores[label] = score;
    if (score > (probabilities[best] ?? 0)) best = column;
  });
  return { label: labels[best] ?? '', scores };
}
