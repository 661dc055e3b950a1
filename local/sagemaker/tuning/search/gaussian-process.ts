import { cholesky, solveLower, solveUpper } from './cholesky.ts';

/** What is expected of a point, in the units of the targets. */
export interface Expectation {
  readonly mean: number;
  readonly deviation: number;
}

type Point = readonly number[];

interface Kernel {
  /** Of each coordinate: within it, values have much to do with each other. */
  readonly lengths: readonly number[];
  /** Share of the targets' variance that repeats do not have in common. */
  readonly noise: number;
}

const LENGTHS = [0.1, 0.2, 0.4, 0.8, 1.6];
const NOISES = [1e-4, 1e-2, 1e-1];
/** A coordinate that matters less has a longer length. */
const STRETCHES = [0.5, 2, 6];

/**
 * A Gaussian process with the Matérn 5/2 kernel over points of the unit cube, its lengths and noise those of highest
 * marginal likelihood on a grid, then coordinate by coordinate (Rasmussen and Williams, 2006, chapters 2 and 5;
 * Snoek, Larochelle and Adams, 2012, for the kernel).
 */
export function gaussianProcess(points: readonly Point[], targets: readonly number[]): (point: Point) => Expectation {
  const center = targets.reduce((sum, one) => sum + one, 0) / targets.length;
  const spread = Math.sqrt(targets.reduce((sum, one) => sum + (one - center) ** 2, 0) / targets.length) || 1;
  const normal = targets.map((one) => (one - center) / spread);
  const { kernel, lower, weights } = mostLikely(points, normal);
  return (point) => {
    const covariances = points.map((other) => matern(point, other, kernel.lengths));
    const mean = dot(covariances, weights);
    const explained = solveLower(lower, covariances);
    const variance = Math.max(1 - dot(explained, explained), 1e-9);
    return { mean: center + spread * mean, deviation: spread * Math.sqrt(variance) };
  };
}

interface Fit {
  readonly kernel: Kernel;
  readonly lower: number[][];
  readonly weights: number[];
  readonly likelihood: number;
}

function mostLikely(points: readonly Point[], targets: readonly number[]): Fit {
  const coordinates = points[0]?.length ?? 0;
  const alike = (length: number): number[] => new Array<number>(coordinates).fill(length * Math.sqrt(coordinates));
  const first = LENGTHS.flatMap((length) =>
    NOISES.map((noise) => fit(points, targets, { lengths: alike(length), noise })),
  );
  let best = first.reduce((left, right) => (right.likelihood > left.likelihood ? right : left));
  for (let at = 0; at < coordinates; at += 1) {
    const { kernel } = best;
    for (const stretch of STRETCHES) {
      const lengths = kernel.lengths.map((length, index) => (index === at ? length * stretch : length));
      const next = fit(points, targets, { ...kernel, lengths });
      if (next.likelihood > best.likelihood) best = next;
    }
  }
  return best;
}

function fit(points: readonly Point[], targets: readonly number[], kernel: Kernel): Fit {
  const matrix = points.map((left, row) =>
    points.map((right, column) => matern(left, right, kernel.lengths) + (row === column ? kernel.noise : 0)),
  );
  const lower = cholesky(matrix);
  const half = solveLower(lower, targets);
  const logDeterminant = lower.reduce((sum, entries, row) => sum + Math.log(entries[row] ?? 1), 0);
  return { kernel, lower, weights: solveUpper(lower, half), likelihood: -dot(half, half) / 2 - logDeterminant };
}

function matern(left: Point, right: Point, lengths: readonly number[]): number {
  const squared = left.reduce((sum, one, at) => sum + ((one - (right[at] ?? 0)) / (lengths[at] ?? 1)) ** 2, 0);
  const distance = Math.sqrt(5 * squared);
  return (1 + distance + distance ** 2 / 3) * Math.exp(-distance);
}

const dot = (left: readonly number[], right: readonly number[]): number =>
  left.reduce((sum, one, at) => sum + one * (right[at] ?? 0), 0);
