import { classCounts, fBeta, type LabelCounts, rowsOf } from './counts.ts';
import type { MultiLabelMetrics } from './report.ts';

/** The counts of all labels together. */
function sums(counts: LabelCounts, labels: number) {
  const sum = { support: 0, predicted: 0, truePositives: 0 };
  for (let label = 0; label < labels; label += 1) {
    const one = classCounts(counts, label);
    sum.support += one.support;
    sum.predicted += one.predicted;
    sum.truePositives += one.truePositives;
  }
  return sum;
}

/** F-beta over all labels of all rows together, as scikit-learn's `average='micro'`. */
export function microF(beta: number, counts: LabelCounts, labels: number): number {
  const { support, predicted, truePositives } = sums(counts, labels);
  return fBeta(beta, truePositives, support, predicted);
}

/** Share of the labels of all rows that are given wrongly or missed. */
export function hammingLoss(counts: LabelCounts, labels: number): number {
  const { support, predicted, truePositives } = sums(counts, labels);
  return (support + predicted - 2 * truePositives) / (rowsOf(counts) * labels);
}

/** Each label's own table: given and there, given and not there, missed, rightly not given. */
export function labelConfusion(counts: LabelCounts, labels: number): MultiLabelMetrics['labelConfusion'] {
  return Array.from({ length: labels }, (_, label) => {
    const { support, predicted, truePositives } = classCounts(counts, label);
    return {
      truePositives,
      falsePositives: predicted - truePositives,
      falseNegatives: support - truePositives,
      trueNegatives: rowsOf(counts) - support - predicted + truePositives,
    };
  });
}
