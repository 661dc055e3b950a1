import { calibrationBins, expectedCalibrationError } from './calibration.ts';
import { accuracyOf, classScores, confusionOf, macroOf } from './confusion.ts';
import { logLossOf, type Predictions, predictedLabels } from './predictions.ts';
import type { Metrics } from './report.ts';

/** Mean negative logarithm of the true label's probability. */
export const logLoss = ({ truth, probabilities, labels }: Predictions): number =>
  logLossOf(truth.length, (row) => probabilities[row * labels + (truth[row] ?? 0)] ?? 0);

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
