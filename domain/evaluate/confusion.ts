/** Rows of label i that were given label j, at `i * labels + j`. */
export type Confusion = Float64Array | readonly number[];

export interface ClassScores {
  readonly support: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly f2: number;
}

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

/** F-beta from counts; 0 where nothing is true or predicted, as scikit-learn's `zero_division=0`. */
function fBeta(beta: number, truePositives: number, support: number, predicted: number): number {
  const weight = beta * beta;
  return ratio((1 + weight) * truePositives, weight * support + predicted);
}

/** Scores of one class. */
export function classScores(confusion: Confusion, labels: number, label: number): ClassScores {
  let support = 0;
  let predicted = 0;
  for (let other = 0; other < labels; other += 1) {
    support += confusion[label * labels + other] ?? 0;
    predicted += confusion[other * labels + label] ?? 0;
  }
  const truePositives = confusion[label * labels + label] ?? 0;
  return {
    support,
    precision: ratio(truePositives, predicted),
    recall: ratio(truePositives, support),
    f1: fBeta(1, truePositives, support, predicted),
    f2: fBeta(2, truePositives, support, predicted),
  };
}

/** True for a class that occurs among the truths or the predictions: the others have no part in a macro average. */
export function occurs(confusion: Confusion, labels: number, label: number): boolean {
  for (let other = 0; other < labels; other += 1) {
    if ((confusion[label * labels + other] ?? 0) > 0 || (confusion[other * labels + label] ?? 0) > 0) return true;
  }
  return false;
}

/** Share of rows on the diagonal. */
export function accuracyOf(confusion: Confusion, labels: number): number {
  let rows = 0;
  let right = 0;
  for (let cell = 0; cell < labels * labels; cell += 1) rows += confusion[cell] ?? 0;
  for (let label = 0; label < labels; label += 1) right += confusion[label * labels + label] ?? 0;
  return ratio(right, rows);
}

/** Plain mean of a score over the classes that occur, as scikit-learn's `average='macro'`. */
export function macroOf(confusion: Confusion, labels: number, score: (scores: ClassScores) => number): number {
  let sum = 0;
  let classes = 0;
  for (let label = 0; label < labels; label += 1) {
    if (!occurs(confusion, labels, label)) continue;
    sum += score(classScores(confusion, labels, label));
    classes += 1;
  }
  return ratio(sum, classes);
}

/** Counts pairs of label indices. Throws RangeError for lists of different length. */
export function confusionOf(truth: ArrayLike<number>, predicted: ArrayLike<number>, labels: number): Float64Array {
  if (truth.length !== predicted.length) throw new RangeError('truth and predictions must have the same length');
  const confusion = new Float64Array(labels * labels);
  for (let row = 0; row < truth.length; row += 1) {
    const cell = (truth[row] ?? 0) * labels + (predicted[row] ?? 0);
    confusion[cell] = (confusion[cell] ?? 0) + 1;
  }
  return confusion;
}
