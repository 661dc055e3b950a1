import { hasLabel } from '../labels/label-set.ts';
import type { Predictions } from './predictions.ts';

/** A probability of 0 would make one row's loss infinite; float32's epsilon, as scikit-learn clips to the input's. */
const SMALLEST_PROBABILITY = 2 ** -23;

/** Mean negative logarithm of so many probabilities, each of something that is true; 0 without any. */
export function logLossOf(count: number, probabilityOfTruth: (place: number) => number): number {
  let sum = 0;
  for (let place = 0; place < count; place += 1) {
    sum -= Math.log(Math.min(1, Math.max(SMALLEST_PROBABILITY, probabilityOfTruth(place))));
  }
  return count > 0 ? sum / count : 0;
}

/**
 * All that the log loss needs: the probability of each row's label or, where rows have any number of labels, of what is
 * true of each label of each row, that it is there or that it is not.
 */
export function probabilitiesOfTruth({ truth, probabilities, labels, thresholds }: Predictions): Float64Array {
  if (thresholds === undefined) {
    return Float64Array.from(truth, (label, row) => probabilities[row * labels + label] ?? 0);
  }
  return Float64Array.from(probabilities, (probability, at) =>
    hasLabel('multi-label', truth[Math.floor(at / labels)] ?? 0, at % labels) ? probability : 1 - probability,
  );
}

/** Mean negative logarithm of what the predictions give to the truth. */
export function logLoss(predictions: Predictions): number {
  const ofTruth = probabilitiesOfTruth(predictions);
  return logLossOf(ofTruth.length, (place) => ofTruth[place] ?? 0);
}
