import type { Task } from '../labels/task.ts';

interface Probabilities {
  /** Per row its labels as one number (`domain/labels`). */
  readonly truth: Int32Array;
  /** `probabilities[row * labels + label]`. */
  readonly probabilities: Float32Array;
  /** Number of labels. */
  readonly labels: number;
}

/** One model's probabilities on some rows that have one label each, and the true ones; each row's sum to 1. */
export interface SingleLabelPredictions extends Probabilities {
  readonly thresholds?: undefined;
}

/** One model's probabilities on some rows that have any number of labels, each label's apart, and the true sets. */
export interface MultiLabelPredictions extends Probabilities {
  /** The least probability of each label at which it is given. */
  readonly thresholds: readonly number[];
}

export type Predictions = SingleLabelPredictions | MultiLabelPredictions;

export const taskOfPredictions = ({ thresholds }: Predictions): Task =>
  thresholds === undefined ? 'single-label' : 'multi-label';

/** What a model says of each row, as one number: the most probable label (of equals the first), or the set of those at their thresholds. */
export function predictedLabels(predictions: Predictions): Int32Array {
  const { truth, probabilities, labels, thresholds } = predictions;
  const labelsOfRow =
    thresholds === undefined
      ? (row: Float32Array): number => row.reduce((best, value, label) => (value > (row[best] ?? 0) ? label : best), 0)
      : (row: Float32Array): number => labelsAtThreshold(row, thresholds);
  return Int32Array.from(truth, (_truth, row) => labelsOfRow(probabilities.subarray(row * labels, (row + 1) * labels)));
}

/** The set of the labels whose probability reaches their threshold, a bit each. */
export function labelsAtThreshold(probabilities: Float32Array, thresholds: readonly number[]): number {
  return probabilities.reduce((set, value, label) => (value >= (thresholds[label] ?? 1) ? set | (1 << label) : set), 0);
}

/**
 * Probabilities per row in the order of one list of labels, given in that of another; labels that are not wanted drop
 * out. Where each row has one label the rest is scaled to 1; where labels are independent it stays as it is.
 */
export function alignLabels(
  row: ArrayLike<number>,
  from: readonly string[],
  to: readonly string[],
  task: Task = 'single-label',
): number[] {
  const kept = to.map((label) => {
    const at = from.indexOf(label);
    return at < 0 ? 0 : (row[at] ?? 0);
  });
  if (task === 'multi-label') return kept;
  const sum = kept.reduce((total, value) => total + value, 0);
  return kept.map((value) => (sum > 0 ? value / sum : 1 / to.length));
}
