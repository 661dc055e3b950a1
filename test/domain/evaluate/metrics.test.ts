import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { baselinePredictions, majorityBaseline } from '../../../domain/evaluate/baseline.ts';
import { calibrationBins, expectedCalibrationError } from '../../../domain/evaluate/calibration.ts';
import { percentileMs } from '../../../domain/evaluate/latency.ts';
import { metricsOf } from '../../../domain/evaluate/metrics.ts';
import { alignLabels, type SingleLabelPredictions } from '../../../domain/evaluate/predictions.ts';
import { type CandidateResult, singleLabelMetricsSchema } from '../../../domain/evaluate/report.ts';
import { selectBest } from '../../../domain/evaluate/select.ts';
import { slicesOf } from '../../../domain/evaluate/slices.ts';

const NAMES = ['a', 'b', 'c'];

function predictionsOf(
  truth: readonly number[],
  rows: readonly (readonly number[])[],
  labels = 3,
): SingleLabelPredictions {
  return { truth: Int32Array.from(truth), probabilities: Float32Array.from(rows.flat()), labels };
}

const oneHot = (label: number): number[] => NAMES.map((_name, index) => (index === label ? 1 : 0));

const arbitraryPredictions = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 2 }),
      fc.tuple(
        fc.float({ min: 0, max: 1, noNaN: true }),
        fc.float({ min: 0, max: 1, noNaN: true }),
        fc.float({ min: 0, max: 1, noNaN: true }),
      ),
    ),
    { minLength: 1, maxLength: 40 },
  )
  .map((rows) =>
    predictionsOf(
      rows.map(([truth]) => truth),
      rows.map(([, scores]) => {
        const sum = scores.reduce((total, one) => total + one, 0);
        return scores.map((one) => (sum > 0 ? one / sum : 1 / 3));
      }),
    ),
  );

describe('metricsOf', () => {
  it('gives the figures that scikit-learn gives', () => {
    // sklearn 1.9: y = [0,0,0,1,1,2,2,2,2,0], p = [0,0,1,1,2,2,2,0,2,0];
    // precision_recall_fscore_support(y, p, average=None / 'macro', beta=1 / 2), accuracy_score.
    const truth = [0, 0, 0, 1, 1, 2, 2, 2, 2, 0];
    const predicted = [0, 0, 1, 1, 2, 2, 2, 0, 2, 0];

    const metrics = metricsOf(predictionsOf(truth, predicted.map(oneHot)), NAMES);

    expect(metrics.accuracy).toBeCloseTo(0.7, 12);
    expect(metrics.perClass.map((one) => one.precision)).toEqual([0.75, 0.5, 0.75]);
    expect(metrics.perClass.map((one) => one.recall)).toEqual([0.75, 0.5, 0.75]);
    expect(metrics.perClass.map((one) => one.support)).toEqual([4, 2, 4]);
    expect(metrics.macroF1).toBeCloseTo(2 / 3, 12);
    expect(metrics.macroF2).toBeCloseTo(2 / 3, 12);
    expect(metrics.confusion).toEqual([
      [3, 1, 0],
      [0, 1, 1],
      [1, 0, 3],
    ]);
  });

  it('weighs recall four times in F2', () => {
    // One of two found, no false alarm: precision 1, recall 0.5, F2 = 5 · 0.5 / (4 + 0.5) = 0.5556, F1 = 0.6667.
    const metrics = metricsOf(predictionsOf([0, 0, 1, 1], [0, 1, 1, 1].map(oneHot)), NAMES);

    expect(metrics.perClass[0]?.f2).toBeCloseTo(5 / 9, 12);
    expect(metrics.perClass[0]?.f1).toBeCloseTo(2 / 3, 12);
  });

  it('leaves a class that occurs nowhere out of the macro averages', () => {
    const metrics = metricsOf(predictionsOf([0, 1], [0, 1].map(oneHot)), NAMES);

    expect(metrics.macroF1).toBe(1);
    expect(metrics.perClass[2]).toMatchObject({ support: 0, f1: 0 });
  });

  it('takes the logarithm of the true label’s probability', () => {
    // sklearn.metrics.log_loss([0, 1], [[.9, .1, 0], [.3, .6, .1]]) = -(ln .9 + ln .6) / 2
    const metrics = metricsOf(
      predictionsOf(
        [0, 1],
        [
          [0.9, 0.1, 0],
          [0.3, 0.6, 0.1],
        ],
      ),
      NAMES,
    );

    expect(metrics.logLoss).toBeCloseTo(0.308093, 6);
    expect(metricsOf(predictionsOf([1], [oneHot(0)]), NAMES).logLoss).toBeCloseTo(23 * Math.LN2, 6);
  });

  it('measures calibration by hand-computed bins', () => {
    // Confidences 0.95 (right), 0.95 (wrong), 0.55 (right): |0.5 − 0.95| · 2/3 + |1 − 0.55| · 1/3 = 0.45.
    const predictions = predictionsOf(
      [0, 1, 0],
      [
        [0.95, 0.05, 0],
        [0.95, 0.05, 0],
        [0.55, 0.45, 0],
      ],
    );

    const bins = calibrationBins(predictions);

    expect(bins[9]).toMatchObject({ rows: 2, accuracy: 0.5 });
    expect(bins[5]).toMatchObject({ rows: 1, accuracy: 1 });
    expect(expectedCalibrationError(bins)).toBeCloseTo(0.45, 6);
  });

  it('stays within bounds, and its parts agree', () => {
    fc.assert(
      fc.property(arbitraryPredictions, (predictions) => {
        const metrics = singleLabelMetricsSchema.parse(metricsOf(predictions, NAMES));

        expect(metrics.confusion.flat().reduce((sum, one) => sum + one, 0)).toBe(metrics.rows);
        expect(metrics.perClass.reduce((sum, one) => sum + one.support, 0)).toBe(metrics.rows);
        const weighted = metrics.perClass.reduce((sum, one) => sum + one.recall * one.support, 0) / metrics.rows;
        expect(weighted).toBeCloseTo(metrics.accuracy, 10);
        for (const { precision, recall, f1, f2 } of metrics.perClass) {
          for (const f of [f1, f2]) {
            expect(f).toBeGreaterThanOrEqual(Math.min(precision, recall) - 1e-12);
            expect(f).toBeLessThanOrEqual(Math.max(precision, recall) + 1e-12);
          }
        }
      }),
    );
  });

  it('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(arbitraryPredictions, ({ truth, probabilities }) => {
        const rows = [...truth].map((label, row) => ({
          label,
          scores: [...probabilities.subarray(row * 3, row * 3 + 3)],
        }));
        const turned = rows.toReversed();

        const [one, other] = [rows, turned].map((all) =>
          metricsOf(
            predictionsOf(
              all.map((row) => row.label),
              all.map((row) => row.scores),
            ),
            NAMES,
          ),
        );

        expect(other?.confusion).toEqual(one?.confusion);
        expect(other?.macroF2).toBeCloseTo(one?.macroF2 ?? -1, 12);
        expect(other?.logLoss).toBeCloseTo(one?.logLoss ?? -1, 9);
      }),
    );
  });
});

describe('the majority baseline', () => {
  it('always gives the most frequent label of training, of equals the first', () => {
    expect(majorityBaseline(NAMES, { a: 1, b: 5, c: 5 })).toEqual({
      label: 1,
      probabilities: [2 / 14, 6 / 14, 6 / 14],
    });

    const metrics = metricsOf(baselinePredictions(majorityBaseline(NAMES, { b: 9 }), Int32Array.of(1, 1, 0)), NAMES);

    expect(metrics.accuracy).toBeCloseTo(2 / 3, 12);
  });
});

describe('selectBest', () => {
  const candidate = (name: string, accuracy: number, logLoss: number, sizeBytes = 10): CandidateResult => ({
    status: 'evaluated',
    name,
    family: 'linear',
    artifactUri: 's3://a/b',
    artifactSha256: 'a'.repeat(64),
    modelDigest: 'a'.repeat(64),
    sizeBytes,
    validation: { ...metricsOf(predictionsOf([0], [oneHot(0)]), NAMES), accuracy, logLoss },
  });
  const broken: CandidateResult = { status: 'failed', name: 'broken', family: 'linear', reason: 'no model' };

  it.each([
    ['the higher metric', [candidate('a', 0.8, 0.1), candidate('b', 0.9, 0.9)], 'b'],
    ['the lower log loss of equals', [candidate('a', 0.9, 0.4), candidate('b', 0.9, 0.3)], 'b'],
    ['the smaller size then', [candidate('a', 0.9, 0.3, 20), candidate('b', 0.9, 0.3, 10)], 'b'],
    ['the first name then', [candidate('b', 0.9, 0.3), candidate('a', 0.9, 0.3)], 'a'],
    ['one that could be evaluated', [broken, candidate('a', 0.1, 9)], 'a'],
  ])('takes %s', (_name, candidates, expected) => {
    expect(selectBest(candidates, 'accuracy').name).toBe(expected);
    expect(selectBest(candidates.toReversed(), 'accuracy').name).toBe(expected);
  });

  it('fails with every reason when none could be evaluated', () => {
    expect(() => selectBest([broken], 'accuracy')).toThrow('broken: no model');
  });
});

describe('slices and latency', () => {
  it('groups by length, then by upload', () => {
    const slices = slicesOf([
      { text: 'one two', uploadId: 'u2', right: true },
      { text: 'one two three', uploadId: 'u1', right: false },
      { text: Array(101).fill('x').join(' '), uploadId: 'u1', right: true },
    ]);

    expect(slices).toEqual([
      { slice: '1 to 5 words', rows: 2, accuracy: 0.5 },
      { slice: 'over 100 words', rows: 1, accuracy: 1 },
      { slice: 'upload u1', rows: 2, accuracy: 0.5 },
      { slice: 'upload u2', rows: 1, accuracy: 1 },
    ]);
  });

  it('takes percentiles by nearest rank', () => {
    const samples = Array.from({ length: 100 }, (_, index) => 100 - index);

    expect(percentileMs(samples, 0.5)).toBe(50);
    expect(percentileMs(samples, 0.99)).toBe(99);
    expect(percentileMs([7], 0.99)).toBe(7);
  });

  it('reads a model’s probabilities in the order of other labels', () => {
    expect(alignLabels([0.2, 0.3, 0.5], ['x', 'a', 'b'], ['b', 'a'])).toEqual([0.5 / 0.8, 0.3 / 0.8]);
    expect(alignLabels([1], ['x'], ['b', 'a'])).toEqual([0.5, 0.5]);
  });
});
