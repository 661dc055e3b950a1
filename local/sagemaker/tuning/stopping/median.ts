/** Values of the objective that a trial has reported so far, one an epoch; the higher the better. */
export type Curve = readonly number[];

/** With fewer earlier trials a median says little. The developer guide names no number. */
const EARLIER_TRIALS = 3;

/**
 * Early stopping `Auto` as the developer guide describes it ("Stop Training Jobs Early"): a trial stops whose objective is
 * worse than the median of the running averages that earlier trials had up to the same epoch.
 */
export function isBelowMedian(curve: Curve, earlier: readonly Curve[]): boolean {
  const epochs = curve.length;
  const value = curve.at(-1);
  const averages = earlier
    .filter((one) => one.length >= epochs)
    .map((one) => one.slice(0, epochs).reduce((sum, each) => sum + each, 0) / epochs);
  if (value === undefined || averages.length < EARLIER_TRIALS) return false;
  return value < median(averages);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
