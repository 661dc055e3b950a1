import type { Predictions } from './predictions.ts';

/** A model that knows nothing but how frequent each label is in training. */
export interface MajorityBaseline {
  /** Index of the most frequent label; of equals the first. */
  readonly label: number;
  /** Shares of the training rows with one row added to each label, so that none is 0. */
  readonly probabilities: readonly number[];
}

/** The baseline of a dataset; counts in the order of `labels`. */
export function majorityBaseline(
  labels: readonly string[],
  trainRowsPerLabel: Readonly<Record<string, number>>,
): MajorityBaseline {
  const counts = labels.map((label) => trainRowsPerLabel[label] ?? 0);
  const rows = counts.reduce((sum, count) => sum + count, 0);
  return {
    label: counts.indexOf(Math.max(...counts)),
    probabilities: counts.map((count) => (count + 1) / (rows + labels.length)),
  };
}

/** What the baseline says about some rows. */
export function baselinePredictions({ probabilities }: MajorityBaseline, truth: Int32Array): Predictions {
  const labels = probabilities.length;
  const all = new Float32Array(truth.length * labels);
  truth.forEach((_truth, row) => {
    all.set(probabilities, row * labels);
  });
  return { truth, probabilities: all, labels };
}
