import { ARTIFACT_LIMITS } from '../../../domain/archive/limits.ts';
import { ARTIFACT_FILES, type ModelDescription } from '../../../domain/model/artifact.ts';
import { unpackModel } from '../../archive/unpack.ts';
import { openClassifier } from '../../inference/core/classify.ts';

/** A model as the evaluation uses it: the very core that serves it. */
export interface EvaluatedModel {
  readonly labels: readonly string[];
  /** Of its own description, which a training image of somebody else's may have written. */
  readonly family: ModelDescription['family'];
  /** Of a multi-label model, in the order of `labels`: the least probability at which each is given. */
  readonly thresholds: readonly number[] | undefined;
  /** SHA-256 of `model.json`. */
  readonly digest: string;
  /** Versions of what trained it, by package. */
  readonly packages: Readonly<Record<string, string>>;
  /** Probabilities per text, in the order of `labels`. */
  probabilities(texts: readonly string[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/** Unpacks a `model.tar.gz` that has a model's files and nothing else. Throws ARTIFACT_INVALID and leaves no folder then. */
export const unpackArtifact = (path: string, directory: string): Promise<void> =>
  unpackModel(path, directory, { limits: ARTIFACT_LIMITS, files: ARTIFACT_FILES });

/** Opens an unpacked artifact. Throws ARTIFACT_INVALID. */
export async function openModel(directory: string): Promise<EvaluatedModel> {
  const classifier = await openClassifier(directory, { intraOpThreads: 1 });
  return {
    labels: classifier.description.labels,
    family: classifier.description.family,
    thresholds: classifier.description.multiLabel?.thresholds,
    digest: classifier.digest,
    packages: classifier.description.training.packages,
    probabilities: (texts) => classifier.probabilities(texts),
    close: () => classifier.close(),
  };
}
