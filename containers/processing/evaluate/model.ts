import { openClassifier } from '../../inference/core/classify.ts';

/** A model as the evaluation uses it: the very core that serves it. */
export interface EvaluatedModel {
  readonly labels: readonly string[];
  /** SHA-256 of `model.json`. */
  readonly digest: string;
  /** Probabilities per text, in the order of `labels`. */
  probabilities(texts: readonly string[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/** Opens an unpacked artifact. Throws ARTIFACT_INVALID. */
export async function openModel(directory: string): Promise<EvaluatedModel> {
  const classifier = await openClassifier(directory, { intraOpThreads: 1 });
  return {
    labels: classifier.description.labels,
    digest: classifier.digest,
    probabilities: (texts) => classifier.probabilities(texts),
    close: () => classifier.close(),
  };
}
