/** Lower triangle L with L Lᵀ = `matrix`, which is symmetric and positive definite. */
export function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const lower: number[][] = [];
  for (const [row, entries] of matrix.entries()) {
    const current: number[] = [];
    for (let column = 0; column <= row; column += 1) {
      const above = lower[column] ?? current;
      let sum = entries[column] ?? 0;
      for (let k = 0; k < column; k += 1) sum -= (current[k] ?? 0) * (above[k] ?? 0);
      current.push(column === row ? Math.sqrt(Math.max(sum, 1e-12)) : sum / (above[column] ?? 1));
    }
    lower.push(current);
  }
  return lower;
}

/** x with L x = `right`. */
export function solveLower(lower: readonly (readonly number[])[], right: readonly number[]): number[] {
  const solution: number[] = [];
  for (const [row, entries] of lower.entries()) {
    let sum = right[row] ?? 0;
    for (let k = 0; k < row; k += 1) sum -= (entries[k] ?? 0) * (solution[k] ?? 0);
    solution.push(sum / (entries[row] ?? 1));
  }
  return solution;
}

/** x with Lᵀ x = `right`. */
export function solveUpper(lower: readonly (readonly number[])[], right: readonly number[]): number[] {
  const solution = new Array<number>(right.length).fill(0);
  for (let row = right.length - 1; row >= 0; row -= 1) {
    let sum = right[row] ?? 0;
    for (let k = row + 1; k < right.length; k += 1) sum -= (lower[k]?.[row] ?? 0) * (solution[k] ?? 0);
    solution[row] = sum / (lower[row]?.[row] ?? 1);
  }
  return solution;
}
