import { confusionOf, type DecidingMetric, decidingMetric } from '../evaluate/confusion.ts';
import type { PairedSet } from '../evaluate/report.ts';
import { seededRandom } from './random.ts';

export interface BootstrapOptions {
  readonly metric: DecidingMetric;
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
  const { metric, labels, confidence, samples, seed } = options;
  const size = rows.truth.length;
  const challenger = decidingMetric(metric, confusionOf(rows.truth, rows.challenger, labels), labels);
  const champion = decidingMetric(metric, confusionOf(rows.truth, rows.champion, labels), labels);
  const drawn = new SampledDifference(rows, metric, labels);
  const random = seededRandom(seed);
  const differences = new Float64Array(samples);
  for (let sample = 0; sample < samples; sample += 1) {
    drawn.clear();
    for (let draw = 0; draw < size; draw += 1) drawn.count(Math.floor(random() * size));
    differences[sample] = drawn.difference();
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

/** The confusions of both models over the rows of one sample. */
class SampledDifference {
  readonly #metric: DecidingMetric;
  readonly #labels: number;
  /** Cell of a row in each model's confusion. */
  readonly #challengerCell: Int32Array;
  readonly #championCell: Int32Array;
  readonly #challenger: Float64Array;
  readonly #champion: Float64Array;

  constructor(rows: PairedSet, metric: DecidingMetric, labels: number) {
    this.#metric = metric;
    this.#labels = labels;
    const cells = (predicted: readonly number[]): Int32Array =>
      Int32Array.from(rows.truth, (truth, row) => truth * labels + (predicted[row] ?? 0));
    this.#challengerCell = cells(rows.challenger);
    this.#championCell = cells(rows.champion);
    this.#challenger = new Float64Array(labels * labels);
    this.#champion = new Float64Array(labels * labels);
  }

  clear(): void {
    this.#challenger.fill(0);
    this.#champion.fill(0);
  }

  count(row: number): void {
    const challenger = this.#challengerCell[row] ?? 0;
    const champion = this.#championCell[row] ?? 0;
    this.#challenger[challenger] = (this.#challenger[challenger] ?? 0) + 1;
    this.#champion[champion] = (this.#champion[champion] ?? 0) + 1;
  }

  difference(): number {
    return (
      decidingMetric(this.#metric, this.#challenger, this.#labels) -
      decidingMetric(this.#metric, this.#champion, this.#labels)
    );
  }
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
