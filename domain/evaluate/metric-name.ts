import { type DecidingMetric, decidingLabel } from './deciding-metric.ts';

const NAMES: Readonly<Record<string, string>> = {
  macroPrecision: 'macro precision',
  macroRecall: 'macro recall',
  macroF1: 'macro F1',
  macroF2: 'macro F2',
  microF1: 'micro F1',
  microF2: 'micro F2',
  f1: 'F1',
  f2: 'F2',
  hammingLoss: 'Hamming loss',
  logLoss: 'log loss',
  calibrationError: 'calibration error',
};

/** A figure of a report for people: `macro F1`. */
export const figureName = (name: string): string => NAMES[name] ?? name;

/** The deciding metric for people: `macro F1`, `F2 of “negative”`. */
export function metricName(metric: DecidingMetric): string {
  const label = decidingLabel(metric);
  if (label === undefined) return figureName(metric);
  return `${figureName(metric.slice(0, metric.indexOf(':')))} of “${label}”`;
}
