import { hasLabel } from '../labels/label-set.ts';
import type { Task } from '../labels/task.ts';

/**
 * What every score of a table of rows follows from: the rows, those that are right as a whole, then for each class its
 * rows, the rows that were given it, and the rows that are both.
 */
export type LabelCounts = Float64Array | readonly number[];

export interface ClassScores {
  readonly support: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly f2: number;
}

const ROWS = 0;
const RIGHT = 1;
const FIRST_CLASS = 2;
const CLASS_CELLS = 3;

/** Cells of the counts of so many labels. */
export const cellsFor = (labels: number): number => FIRST_CLASS + CLASS_CELLS * labels;

const supportCell = (label: number): number => FIRST_CLASS + CLASS_CELLS * label;

/** The cells that a row counts in. `truth` and `predicted` are labels as one number (`domain/labels`). */
export function cellsOf(task: Task, truth: number, predicted: number, labels: number): number[] {
  const cells = truth === predicted ? [ROWS, RIGHT] : [ROWS];
  for (let label = 0; label < labels; label += 1) {
    const isTrue = hasLabel(task, truth, label);
    const isGiven = hasLabel(task, predicted, label);
    if (isTrue) cells.push(supportCell(label));
    if (isGiven) cells.push(supportCell(label) + 1);
    if (isTrue && isGiven) cells.push(supportCell(label) + 2);
  }
  return cells;
}

/** Counts rows, by their labels as one number. Throws RangeError for lists of different length. */
export function countsOf(
  task: Task,
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  labels: number,
): Float64Array {
  if (truth.length !== predicted.length) throw new RangeError('truth and predictions must have the same length');
  const counts = new Float64Array(cellsFor(labels));
  for (let row = 0; row < truth.length; row += 1) {
    for (const cell of cellsOf(task, truth[row] ?? 0, predicted[row] ?? 0, labels)) {
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  return counts;
}

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

/** F-beta from counts; 0 where nothing is true or predicted, as scikit-learn's `zero_division=0`. */
export function fBeta(beta: number, truePositives: number, support: number, predicted: number): number {
  const weight = beta * beta;
  return ratio((1 + weight) * truePositives, weight * support + predicted);
}

/** The counts of one class. */
export function classCounts(counts: LabelCounts, label: number) {
  const at = supportCell(label);
  return { support: counts[at] ?? 0, predicted: counts[at + 1] ?? 0, truePositives: counts[at + 2] ?? 0 };
}

/** Scores of one class. */
export function classScores(counts: LabelCounts, label: number): ClassScores {
  const { support, predicted, truePositives } = classCounts(counts, label);
  return {
    support,
    precision: ratio(truePositives, predicted),
    recall: ratio(truePositives, support),
    f1: fBeta(1, truePositives, support, predicted),
    f2: fBeta(2, truePositives, support, predicted),
  };
}

/** True for a class that occurs among the truths or the predictions: the others have no part in a macro average. */
function occurs(counts: LabelCounts, label: number): boolean {
  const { support, predicted } = classCounts(counts, label);
  return support > 0 || predicted > 0;
}

export const rowsOf = (counts: LabelCounts): number => counts[ROWS] ?? 0;

/** Share of rows that are right as a whole. */
export const accuracyOf = (counts: LabelCounts): number => ratio(counts[RIGHT] ?? 0, rowsOf(counts));

/** Plain mean of a score over the classes that occur, as scikit-learn's `average='macro'`. */
export function macroOf(counts: LabelCounts, labels: number, score: (scores: ClassScores) => number): number {
  let sum = 0;
  let classes = 0;
  for (let label = 0; label < labels; label += 1) {
    if (!occurs(counts, label)) continue;
    sum += score(classScores(counts, label));
    classes += 1;
  }
  return ratio(sum, classes);
}
