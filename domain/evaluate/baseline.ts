import { canonicalLabels } from '../labels/label-set.ts';
import type { Task } from '../labels/task.ts';
import type { MultiLabelPredictions, Predictions, SingleLabelPredictions } from './predictions.ts';

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
export function baselinePredictions({ probabilities }: MajorityBaseline, truth: Int32Array): SingleLabelPredictions {
  return { truth, probabilities: repeated(probabilities, truth.length), labels: probabilities.length };
}

/** From this probability on a label is more likely there than not. */
const EVEN = 0.5;

/** A baseline with the name of what it always says and its predictions for rows. */
export interface Baseline {
  /** The label; with any number of labels a text, the stored form of the set. */
  readonly label: string;
  on(truth: Int32Array): Predictions;
}

/** What a baseline is made from. */
export interface BaselineFacts {
  readonly task: Task;
  readonly labels: readonly string[];
  readonly trainRowsPerLabel: Readonly<Record<string, number>>;
  readonly trainRows: number;
}

/** The most frequent label; where texts have any number of labels, those that half of the training rows or more have. */
export function baselineOf({ task, labels, trainRowsPerLabel, trainRows }: BaselineFacts): Baseline {
  switch (task) {
    case 'single-label': {
      const majority = majorityBaseline(labels, trainRowsPerLabel);
      return { label: labels[majority.label] ?? '', on: (truth) => baselinePredictions(majority, truth) };
    }
    case 'multi-label': {
      // A row with the label and one without are added, so that no probability is 0 or 1.
      const probabilities = labels.map((label) => ((trainRowsPerLabel[label] ?? 0) + 1) / (trainRows + 2));
      const on = (truth: Int32Array): MultiLabelPredictions => ({
        truth,
        probabilities: repeated(probabilities, truth.length),
        labels: labels.length,
        thresholds: labels.map(() => EVEN),
      });
      return { label: canonicalLabels(labels.filter((_, place) => (probabilities[place] ?? 0) >= EVEN)), on };
    }
  }
}

function repeated(probabilities: readonly number[], rows: number): Float32Array {
  const all = new Float32Array(rows * probabilities.length);
  for (let row = 0; row < rows; row += 1) all.set(probabilities, row * probabilities.length);
  return all;
}
