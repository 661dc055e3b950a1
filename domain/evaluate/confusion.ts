/** Rows of label i that were given label j, at `[i][j]`, from pairs of label indices in lists of the same length. */
export function confusionOf(truth: ArrayLike<number>, predicted: ArrayLike<number>, labels: number): number[][] {
  const confusion = Array.from({ length: labels }, () => new Array<number>(labels).fill(0));
  for (let row = 0; row < truth.length; row += 1) {
    const given = confusion[truth[row] ?? 0];
    const label = predicted[row] ?? 0;
    if (given !== undefined) given[label] = (given[label] ?? 0) + 1;
  }
  return confusion;
}
