import type { z } from 'zod';
import { type Predictions, predictedLabels } from './predictions.ts';
import type { calibrationBinSchema } from './report.ts';

export type CalibrationBin = z.infer<typeof calibrationBinSchema>;

const BINS = 10;

/** Confidence of the predicted label against how often it is right, in ten bins of equal width; an empty bin has zeros. */
export function calibrationBins(predictions: Predictions): CalibrationBin[] {
  const predicted = predictedLabels(predictions);
  const rows = new Float64Array(BINS);
  const confidence = new Float64Array(BINS);
  const right = new Float64Array(BINS);
  predicted.forEach((label, row) => {
    const value = Math.min(1, predictions.probabilities[row * predictions.labels + label] ?? 0);
    // Bins are open below and closed above, as in Guo et al. 2017.
    const bin = Math.min(BINS - 1, Math.max(0, Math.ceil(value * BINS) - 1));
    rows[bin] = (rows[bin] ?? 0) + 1;
    confidence[bin] = (confidence[bin] ?? 0) + value;
    if (label === predictions.truth[row]) right[bin] = (right[bin] ?? 0) + 1;
  });
  return Array.from(rows, (count, bin) => ({
    from: bin / BINS,
    to: (bin + 1) / BINS,
    rows: count,
    meanConfidence: count > 0 ? (confidence[bin] ?? 0) / count : 0,
    accuracy: count > 0 ? (right[bin] ?? 0) / count : 0,
  }));
}

/** Expected calibration error: mean gap between confidence and accuracy, weighted by the bins' rows (Guo et al. 2017). */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  if (rows === 0) return 0;
  return bins.reduce((sum, bin) => sum + (bin.rows / rows) * Math.abs(bin.accuracy - bin.meanConfidence), 0);
}
