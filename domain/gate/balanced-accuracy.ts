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

/**
 * Mean recall over some classes, each with rows, and its interval: the sum of the classes' adjusted Wald variances
 * (Agresti and Coull 1998), which stay wide for few rows.
 */
export function balancedAccuracy(classes: readonly ClassRows[], confidence: number) {
  const adjusted = classes.map(({ rows, right }) => ({ size: rows + 4, share: (right + 2) / (rows + 4) }));
  const centre = adjusted.reduce((sum, one) => sum + one.share, 0) / classes.length;
  const variance = adjusted.reduce((sum, one) => sum + (one.share * (1 - one.share)) / one.size, 0);
  const reach = (twoSidedZ(confidence) * Math.sqrt(variance)) / classes.length;
  const interval: [number, number] = [Math.max(0, centre - reach), Math.min(1, centre + reach)];
  return { estimate: classes.reduce((sum, one) => sum + one.right / one.rows, 0) / classes.length, interval };
}
