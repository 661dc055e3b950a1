/** One model's probabilities on some rows, and the rows' true labels. */
export interface Predictions {
  /** Label index per row. */
  readonly truth: Int32Array;
  /** `probabilities[row * labels + label]`; each row sums to 1. */
  readonly probabilities: Float32Array;
  /** Number of labels. */
  readonly labels: number;
}

/** The most probable label per row; of equals the first. */
export function predictedLabels({ truth, probabilities, labels }: Predictions): Int32Array {
  return Int32Array.from(truth, (_truth, row) => {
    let best = 0;
    for (let label = 1; label < labels; label += 1) {
      if ((probabilities[row * labels + label] ?? 0) > (probabilities[row * labels + best] ?? 0)) best = label;
    }
    return best;
  });
}

/** Probabilities per row in the order of one list of labels, given in that of another; labels that are not wanted drop out and the rest is scaled to 1. */
export function alignLabels(row: ArrayLike<number>, from: readonly string[], to: readonly string[]): number[] {
  const kept = to.map((label) => {
    const at = from.indexOf(label);
    return at < 0 ? 0 : (row[at] ?? 0);
  });
  const sum = kept.reduce((total, value) => total + value, 0);
  return kept.map((value) => (sum > 0 ? value / sum : 1 / to.length));
}

/** A probability of 0 would make one row's loss infinite; float32's epsilon, as scikit-learn clips to the input's. */
const SMALLEST_PROBABILITY = 2 ** -23;

/** Mean negative logarithm of the probability that each row gives its true label; 0 without rows. */
export function logLossOf(rows: number, probabilityOfTruth: (row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    sum -= Math.log(Math.min(1, Math.max(SMALLEST_PROBABILITY, probabilityOfTruth(row))));
  }
  return rows > 0 ? sum / rows : 0;
}
