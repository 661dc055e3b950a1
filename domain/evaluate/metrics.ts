import { calibrationOf, expectedCalibrationError } from './calibration.ts';
import { confusionOf } from './confusion.ts';
import { accuracyOf, classScores, countsOf, type LabelCounts, macroOf } from './counts.ts';
import { logLoss } from './log-loss.ts';
import { hammingLoss, labelConfusion, microF } from './multi-label-scores.ts';
import { type Predictions, predictedLabels, type SingleLabelPredictions, taskOfPredictions } from './predictions.ts';
import type { Metrics, SingleLabelMetrics } from './report.ts';

/** Every metric of one model on some rows; `names` in the order of the labels' places. Needs at least one row. */
export function metricsOf(predictions: SingleLabelPredictions, names: readonly string[]): SingleLabelMetrics;
export function metricsOf(predictions: Predictions, names: readonly string[]): Metrics;
export function metricsOf(predictions: Predictions, names: readonly string[]): Metrics {
  const labels = names.length;
  const predicted = predictedLabels(predictions);
  const task = taskOfPredictions(predictions);
  const counts = countsOf(task, predictions.truth, predicted, labels);
  const scores = {
    rows: predictions.truth.length,
    accuracy: accuracyOf(counts),
    macroPrecision: macroOf(counts, labels, (one) => one.precision),
    macroRecall: macroOf(counts, labels, (one) => one.recall),
    macroF1: macroOf(counts, labels, (one) => one.f1),
    macroF2: macroOf(counts, labels, (one) => one.f2),
    logLoss: logLoss(predictions),
    calibrationError: expectedCalibrationError(calibrationOf(predictions)),
    perClass: names.map((label, place) => ({ label, ...classScores(counts, place) })),
  };
  switch (task) {
    case 'single-label':
      return { ...scores, confusion: confusionOf(predictions.truth, predicted, labels) };
    case 'multi-label':
      return { ...scores, ...multiLabelScores(counts, labels) };
  }
}

const multiLabelScores = (counts: LabelCounts, labels: number) => ({
  microF1: microF(1, counts, labels),
  microF2: microF(2, counts, labels),
  hammingLoss: hammingLoss(counts, labels),
  labelConfusion: labelConfusion(counts, labels),
});
