import { z } from 'zod';
import { accuracyOf, classScores, type LabelCounts, macroOf } from './counts.ts';
import type { Metrics } from './report.ts';

const overallSchema = z.enum(['accuracy', 'macroF1', 'macroF2']);
const classScoreSchema = z.enum(['precision', 'recall', 'f1', 'f2']);

/** The metrics that a gate can decide by: one of all classes, or a score of one class, as `f2:negative`. */
export const decidingMetricSchema = z.union([
  overallSchema,
  z.templateLiteral([classScoreSchema, ':', z.string().min(1)]),
]);
export type DecidingMetric = z.infer<typeof decidingMetricSchema>;

type Parts =
  | { readonly of: 'all'; readonly metric: z.infer<typeof overallSchema> }
  | { readonly of: 'class'; readonly score: z.infer<typeof classScoreSchema>; readonly label: string };

function partsOf(metric: DecidingMetric): Parts {
  const overall = overallSchema.safeParse(metric);
  if (overall.success) return { of: 'all', metric: overall.data };
  const colon = metric.indexOf(':');
  return { of: 'class', score: classScoreSchema.parse(metric.slice(0, colon)), label: metric.slice(colon + 1) };
}

/** The class that the metric is about; undefined for one of all classes. */
export function decidingLabel(metric: DecidingMetric): string | undefined {
  const parts = partsOf(metric);
  return parts.of === 'class' ? parts.label : undefined;
}

/** The metric as a function of the counts of `labels`: NaN where they lack the class that it is about. */
export function decidingScore(metric: DecidingMetric, labels: readonly string[]): (counts: LabelCounts) => number {
  const parts = partsOf(metric);
  const size = labels.length;
  if (parts.of === 'class') {
    const { score } = parts;
    const label = labels.indexOf(parts.label);
    return label < 0 ? () => Number.NaN : (counts) => classScores(counts, label)[score];
  }
  switch (parts.metric) {
    case 'accuracy':
      return accuracyOf;
    case 'macroF1':
      return (counts) => macroOf(counts, size, (scores) => scores.f1);
    case 'macroF2':
      return (counts) => macroOf(counts, size, (scores) => scores.f2);
  }
}

/** The metric as a report has it: NaN where that lacks the class. */
export function decidingFigure(metric: DecidingMetric, metrics: Metrics): number {
  const parts = partsOf(metric);
  if (parts.of === 'all') return metrics[parts.metric];
  return metrics.perClass.find(({ label }) => label === parts.label)?.[parts.score] ?? Number.NaN;
}
