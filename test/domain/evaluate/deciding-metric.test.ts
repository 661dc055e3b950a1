import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countsOf } from '../../../domain/evaluate/counts.ts';
import { type DecidingMetric, decidingFigure, decidingScore } from '../../../domain/evaluate/deciding-metric.ts';
import { metricsOf } from '../../../domain/evaluate/metrics.ts';
import { workloadSchema } from '../../../domain/workload/schema.ts';

const LABELS = ['bug', 'praise', 'question'];
const METRICS: readonly DecidingMetric[] = [
  'accuracy',
  'macroF1',
  'macroF2',
  ...LABELS.flatMap((label) =>
    (['precision', 'recall', 'f1', 'f2'] as const).map((score) => `${score}:${label}` as const),
  ),
];

const problemsOf = (metric: string): string[] => {
  const labels = { b: 'bug', p: 'praise', x: 'praise' };
  const { error } = workloadSchema.safeParse({ name: 'tickets', labels, gate: { metric } });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('a metric that decides', () => {
  it.each(METRICS)('is the same from the predictions and from the report: %s', (metric) => {
    const label = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(fc.array(fc.tuple(label, label), { minLength: 1, maxLength: 30 }), (rows) => {
        const truth = rows.map(([one]) => one);
        const predicted = rows.map(([, one]) => one);
        const probabilities = Float32Array.from(predicted.flatMap((one) => LABELS.map((_, at) => Number(at === one))));
        const report = metricsOf({ truth: Int32Array.from(truth), probabilities, labels: 3 }, LABELS);

        const score = decidingScore(metric, LABELS)(countsOf('single-label', truth, predicted, 3));

        expect(score).toBe(decidingFigure(metric, report));
        expect(score).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it.each(['accuracy', 'macroF2', 'f2:bug', 'recall:praise'])('may be %s', (metric) => {
    expect(problemsOf(metric)).toEqual([]);
  });

  it('must be about one of the labels, by its name', () => {
    expect(problemsOf('f2:x')).toEqual(['gate.metric: must be about one of the labels']);
  });

  it.each(['f3:bug', 'bug', 'f2:', 'accuracy:bug'])('cannot be %s', (metric) => {
    expect(problemsOf(metric)).toHaveLength(1);
  });
});
