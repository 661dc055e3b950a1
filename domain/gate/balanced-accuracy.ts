import { hasLabel } from '../labels/label-set.ts';
import { twoSidedZ } from './normal.ts';

/** Right and all rows of a class. */
export interface ClassRows {
  readonly rows: number;
  readonly right: number;
}

/** Right and all rows per class, by label index, from truths and predictions. */
export function rowsPerClass(truth: readonly number[], predicted: readonly number[], labels: number): ClassRows[] {
  return Array.from({ length: labels }, (_, label) => {
    const rows = truth.flatMap((one, row) => (one === label ? [row] : []));
    return { rows: rows.length, right: rows.filter((row) => predicted[row] === label).length };
  });
}

/** Rows that have a label and rows that have not, and how many of each the predictions are right about; sets of labels as bits. */
export function rowsWithAndWithout(
  truth: readonly number[],
  predicted: readonly number[],
  label: number,
): [ClassRows, ClassRows] {
  const has = (code: number | undefined): boolean => code !== undefined && hasLabel('multi-label', code, label);
  const classOf = (there: boolean): ClassRows => {
    const rows = truth.flatMap((code, row) => (has(code) === there ? [row] : []));
    return { rows: rows.length, right: rows.filter((row) => has(predicted[row]) === there).length };
  };
  return [classOf(true), classOf(false)];
}

export interface Measured {
  readonly estimate: number;
  readonly interval: [number, number];
}

/**
 * Mean recall over some classes, each with rows, and its interval: the sum of the classes' adjusted Wald variances
 * (Agresti and Coull 1998), which stay wide for few rows.
 */
export function balancedAccuracy(classes: readonly ClassRows[], confidence: number): Measured {
  const adjusted = classes.map(({ rows, right }) => ({ size: rows + 4, share: (right + 2) / (rows + 4) }));
  const centre = adjusted.reduce((sum, one) => sum + one.share, 0) / classes.length;
  const variance = adjusted.reduce((sum, one) => sum + (one.share * (1 - one.share)) / one.size, 0);
  const reach = (twoSidedZ(confidence) * Math.sqrt(variance)) / classes.length;
  const interval: [number, number] = [Math.max(0, centre - reach), Math.min(1, centre + reach)];
  return { estimate: classes.reduce((sum, one) => sum + one.right / one.rows, 0) / classes.length, interval };
}

/**
 * Mean over labels of the balanced accuracy of each. All labels are about the same rows, so that their errors may go
 * together: the interval is as wide as if they did.
 */
export function balancedAccuracyOfLabels(
  labels: readonly (readonly [ClassRows, ClassRows])[],
  confidence: number,
): Measured {
  const each = labels.map((classes) => balancedAccuracy(classes, confidence));
  const mean = (of: (one: Measured) => number): number => each.reduce((sum, one) => sum + of(one), 0) / each.length;
  return {
    estimate: mean((one) => one.estimate),
    interval: [mean((one) => one.interval[0]), mean((one) => one.interval[1])],
  };
}
