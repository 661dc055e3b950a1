import { type DecidingMetric, decidingFigure } from '../evaluate/deciding-metric.ts';
import type { Metrics } from '../evaluate/report.ts';
import type { Figures } from './experiment.ts';

/** The figures of a model as one flat record: what is one number for all classes, and the deciding metric. */
export function figuresOf(metrics: Metrics, deciding: DecidingMetric): Figures {
  const all = { ...metrics, deciding: decidingFigure(deciding, metrics) };
  // A class that a report lacks has no figure.
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) =>
      typeof value === 'number' && Number.isFinite(value) ? [[name, value] as const] : [],
    ),
  );
}
