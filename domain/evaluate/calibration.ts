import type { z } from 'zod';
import { hasLabel } from '../labels/label-set.ts';
import {
  type MultiLabelPredictions,
  type Predictions,
  predictedLabels,
  type SingleLabelPredictions,
} from './predictions.ts';
import type { calibrationBinSchema } from './report.ts';

export type CalibrationBin = z.infer<typeof calibrationBinSchema>;

const BINS = 10;

/**
 * How sure a model is against how often it is right. With one label a text: the probability of the predicted label. With
 * any number of them: the probability of each label of each text, which is right when the label is there.
 */
export const calibrationOf = (predictions: Predictions): CalibrationBin[] =>
  predictions.thresholds === undefined ? calibrationBins(predictions) : labelCalibrationBins(predictions);

/** Confidence of the predicted label against how often it is right, in ten bins of equal width; an empty bin has zeros. */
export function calibrationBins(predictions: SingleLabelPredictions): CalibrationBin[] {
  const predicted = predictedLabels(predictions);
  const bins = new Bins();
  predicted.forEach((label, row) => {
    bins.add(predictions.probabilities[row * predictions.labels + label] ?? 0, label === predictions.truth[row]);
  });
  return bins.all();
}

function labelCalibrationBins({ truth, probabilities, labels }: MultiLabelPredictions): CalibrationBin[] {
  const bins = new Bins();
  probabilities.forEach((probability, at) => {
    bins.add(probability, hasLabel('multi-label', truth[Math.floor(at / labels)] ?? 0, at % labels));
  });
  return bins.all();
}

class Bins {
  readonly #rows = new Float64Array(BINS);
  readonly #confidence = new Float64Array(BINS);
  readonly #right = new Float64Array(BINS);

  add(probability: number, isRight: boolean): void {
    const value = Math.min(1, probability);
    // Bins are open below and closed above, as in Guo et al. 2017.
    const bin = Math.min(BINS - 1, Math.max(0, Math.ceil(value * BINS) - 1));
    this.#rows[bin] = (this.#rows[bin] ?? 0) + 1;
    this.#confidence[bin] = (this.#confidence[bin] ?? 0) + value;
    if (isRight) this.#right[bin] = (this.#right[bin] ?? 0) + 1;
  }

  all(): CalibrationBin[] {
    return Array.from(this.#rows, (count, bin) => ({
      from: bin / BINS,
      to: (bin + 1) / BINS,
      rows: count,
      meanConfidence: count > 0 ? (this.#confidence[bin] ?? 0) / count : 0,
      accuracy: count > 0 ? (this.#right[bin] ?? 0) / count : 0,
    }));
  }
}

/** Expected calibration error: mean gap between confidence and accuracy, weighted by the bins' rows (Guo et al. 2017). */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  if (rows === 0) return 0;
  return bins.reduce((sum, bin) => sum + (bin.rows / rows) * Math.abs(bin.accuracy - bin.meanConfidence), 0);
}
