import { cellsFor, cellsOf, countsOf, type LabelCounts } from '../evaluate/counts.ts';
import type { PairedSet } from '../evaluate/report.ts';
import type { Task } from '../labels/task.ts';
import { drawBinomial } from './binomial.ts';
import { type Random, seededRandom } from './random.ts';

export interface BootstrapOptions {
  /** The metric. */
  readonly score: (counts: LabelCounts) => number;
  readonly task: Task;
  /** Number of labels. */
  readonly labels: number;
  /** Two-sided. */
  readonly confidence: number;
  readonly samples: number;
  readonly seed: number;
}

/** Challenger minus champion. */
export interface Difference {
  readonly challenger: number;
  readonly champion: number;
  readonly estimate: number;
  readonly interval: readonly [number, number];
  /** Standard deviation over the bootstrap samples. */
  readonly standardError: number;
}

/**
 * Difference of a metric between two models on the same rows, with its percentile interval by the paired bootstrap
 * (Efron and Tibshirani 1993, chapter 13; for classifiers Berg-Kirkpatrick et al. 2012): rows are drawn with
 * replacement, and each row brings both models' predictions. Rows of one truth and one pair of predictions are alike,
 * so a sample is drawn as counts of such cells. Needs at least one row.
 */
export function pairedBootstrap(rows: PairedSet, options: BootstrapOptions): Difference {
  const { score, task, labels, confidence, samples, seed } = options;
  const size = rows.truth.length;
  const challenger = score(countsOf(task, rows.truth, rows.challenger, labels));
  const champion = score(countsOf(task, rows.truth, rows.champion, labels));
  const kinds = new RowKinds(rows, task, labels);
  const random = seededRandom(seed);
  const differences = new Float64Array(samples);
  for (let sample = 0; sample < samples; sample += 1) {
    differences[sample] = kinds.difference(drawSample(kinds.rows, size, random), score);
  }
  differences.sort();
  const tail = (1 - confidence) / 2;
  return {
    challenger,
    champion,
    estimate: challenger - champion,
    interval: [percentile(differences, tail), percentile(differences, 1 - tail)],
    standardError: deviation(differences),
  };
}

/** How many rows of each kind a sample of `size` rows with replacement has: a multinomial draw, kind after kind. */
function drawSample(rows: readonly number[], size: number, random: Random): Float64Array {
  const drawn = new Float64Array(rows.length);
  let draws = size;
  let left = size;
  rows.forEach((count, kind) => {
    const share = drawBinomial(draws, count / left, random);
    drawn[kind] = share;
    draws -= share;
    left -= count;
  });
  return drawn;
}

/** Rows that have the same truth and the same two predictions are of one kind: only their number matters. */
class RowKinds {
  /** Number of rows of each kind. */
  readonly rows: number[] = [];
  readonly #labels: number;
  /** Cells that a row of each kind counts in, by model. */
  readonly #challengerCells: number[][] = [];
  readonly #championCells: number[][] = [];

  constructor(rows: PairedSet, task: Task, labels: number) {
    this.#labels = labels;
    const kinds = new Map<string, number>();
    rows.truth.forEach((truth, row) => {
      const challenger = rows.challenger[row] ?? 0;
      const champion = rows.champion[row] ?? 0;
      const key = `${truth} ${challenger} ${champion}`;
      const kind = kinds.get(key) ?? kinds.size;
      if (kind === kinds.size) {
        kinds.set(key, kind);
        this.#challengerCells.push(cellsOf(task, truth, challenger, labels));
        this.#championCells.push(cellsOf(task, truth, champion, labels));
      }
      this.rows[kind] = (this.rows[kind] ?? 0) + 1;
    });
  }

  /** Difference of the metric over a sample with so many rows of each kind. */
  difference(drawn: Float64Array, score: BootstrapOptions['score']): number {
    const labels = this.#labels;
    return (
      score(drawnCounts(drawn, this.#challengerCells, labels)) - score(drawnCounts(drawn, this.#championCells, labels))
    );
  }
}

function drawnCounts(drawn: Float64Array, cellsOfKinds: readonly (readonly number[])[], labels: number): Float64Array {
  const counts = new Float64Array(cellsFor(labels));
  cellsOfKinds.forEach((cells, kind) => {
    const rows = drawn[kind] ?? 0;
    if (rows > 0) for (const cell of cells) counts[cell] = (counts[cell] ?? 0) + rows;
  });
  return counts;
}

/** Linear interpolation between the closest ranks of a sorted list. */
function percentile(sorted: Float64Array, share: number): number {
  const rank = share * (sorted.length - 1);
  const below = Math.floor(rank);
  const low = sorted[below] ?? 0;
  return low + ((sorted[below + 1] ?? low) - low) * (rank - below);
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}
