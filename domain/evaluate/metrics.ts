import { calibrationBins, expectedCalibrationError } from './calibration.ts';
import { accuracyOf, classScores, confusionOf, macroOf } from './confusion.ts';
import { type Predictions, predictedLabels } from './predictions.ts';
import type { Metrics } from './report.ts';

/** A probability of 0 would make one row's loss infinite; float32's epsilon, as scikit-learn clips to the input's. */
const SMALLEST_PROBABILITY = 2 ** -23;

/** Mean negative logarithm of the true label's probability. */
export function logLoss({ truth, probabilities, labels }: Predictions): number {
  let sum = 0;
  truth.forEach((label, row) => {
    const probability = probabilities[row * labels + label] ?? 0;
    sum -= Math.log(Math.min(1, Math.max(SMALLEST_PROBABILITY, probability)));
  });
  return truth.length > 0 ? sum / truth.length : 0;
}

/** Every metric of one model on some rows; `names` in the order of the label indices. Needs at least one row. */
export function metricsOf(predictions: Predictions, names: readonly string[]): Metrics {
  const labels = names.length;
  const confusion = confusionOf(predictions.truth, predictedLabels(predictions), labels);
  return {
    rows: predictions.truth.length,
    accuracy: accuracyOf(confusion, labels),
    macroPrecision: macroOf(confusion, labels, (scores) => scores.precision),
    macroRecall: macroOf(confusion, labels, (scores) => scores.recall),
    macroF1: macroOf(confusion, labels, (scores) => scores.f1),
    macroF2: macroOf(confusion, labels, (scores) => scores.f2),
    logLoss: logLoss(predictions),
    calibrationError: expectedCalibrationError(calibrationBins(predictions)),
    perClass: names.map((label, index) => ({ label, ...classScores(confusion, labels, index) })),
    confusion: names.map((_name, row) => [...confusion.subarray(row * labels, (row + 1) * labels)]),
  };
}
