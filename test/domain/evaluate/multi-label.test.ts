import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { baselineOf } from '../../../domain/evaluate/baseline.ts';
import { calibrationOf } from '../../../domain/evaluate/calibration.ts';
import { countsOf } from '../../../domain/evaluate/counts.ts';
import { decidingFigure, decidingScore } from '../../../domain/evaluate/deciding-metric.ts';
import { metricsOf } from '../../../domain/evaluate/metrics.ts';
import { alignLabels, type MultiLabelPredictions, predictedLabels } from '../../../domain/evaluate/predictions.ts';
import { multiLabelMetricsSchema } from '../../../domain/evaluate/report.ts';

const NAMES = ['a', 'b', 'c'];
const HALF = [0.5, 0.5, 0.5];

/** Predictions that are sure of these sets, a bit a label. */
function sureOf(truth: readonly number[], predicted: readonly number[]): MultiLabelPredictions {
  const probabilities = predicted.flatMap((set) => NAMES.map((_, place) => (set >> place) & 1));
  return {
    truth: Int32Array.from(truth),
    probabilities: Float32Array.from(probabilities),
    labels: NAMES.length,
    thresholds: HALF,
  };
}

const measured = (truth: readonly number[], predicted: readonly number[]) =>
  multiLabelMetricsSchema.parse(metricsOf(sureOf(truth, predicted), NAMES));

const aSet = fc.integer({ min: 0, max: 7 });
const rowsOfSets = fc.array(fc.tuple(aSet, aSet), { minLength: 1, maxLength: 40 });

/** By definition, label by label and row by row. */
function simply(rows: readonly (readonly [number, number])[]) {
  const bit = (set: number, place: number): boolean => ((set >> place) & 1) === 1;
  const tables = NAMES.map((_, place) => ({
    truePositives: rows.filter(([truth, given]) => bit(truth, place) && bit(given, place)).length,
    falsePositives: rows.filter(([truth, given]) => !bit(truth, place) && bit(given, place)).length,
    falseNegatives: rows.filter(([truth, given]) => bit(truth, place) && !bit(given, place)).length,
    trueNegatives: rows.filter(([truth, given]) => !bit(truth, place) && !bit(given, place)).length,
  }));
  const f1 = (hits: number, errors: number): number => (hits + errors > 0 ? (2 * hits) / (2 * hits + errors) : 0);
  const occurring = tables.filter((one) => one.truePositives + one.falsePositives + one.falseNegatives > 0);
  const sum = (of: (one: (typeof tables)[number]) => number): number => tables.reduce((all, one) => all + of(one), 0);
  const errors = sum((one) => one.falsePositives + one.falseNegatives);
  return {
    tables,
    accuracy: rows.filter(([truth, given]) => truth === given).length / rows.length,
    macroF1:
      occurring.reduce((all, one) => all + f1(one.truePositives, one.falsePositives + one.falseNegatives), 0) /
      Math.max(1, occurring.length),
    microF1: f1(
      sum((one) => one.truePositives),
      errors,
    ),
    hammingLoss: errors / (rows.length * NAMES.length),
  };
}

describe('metrics of texts with any number of labels', () => {
  it('are those of scikit-learn', () => {
    // sklearn 1.9: Y = [[1,0,1],[0,1,0],[0,0,0],[1,1,0]], P = [[1,0,0],[0,1,0],[0,0,1],[1,0,0]];
    // f1_score(average=None / 'macro' / 'micro'), fbeta_score(beta=2, average='micro'), hamming_loss, accuracy_score.
    const metrics = measured([0b101, 0b010, 0b000, 0b011], [0b001, 0b010, 0b100, 0b001]);

    expect(metrics.accuracy).toBe(0.25);
    expect(metrics.perClass.map(({ f1 }) => f1)).toEqual([1, 2 / 3, 0]);
    expect(metrics.macroF1).toBeCloseTo(5 / 9, 12);
    expect(metrics.microF1).toBeCloseTo(6 / 9, 12);
    expect(metrics.microF2).toBeCloseTo(15 / 24, 12);
    expect(metrics.hammingLoss).toBeCloseTo(3 / 12, 12);
    expect(metrics.labelConfusion[1]).toEqual({
      truePositives: 1,
      falsePositives: 0,
      falseNegatives: 1,
      trueNegatives: 2,
    });
  });

  it('are what their definitions say', () => {
    fc.assert(
      fc.property(rowsOfSets, (rows) => {
        const metrics = measured(
          rows.map(([truth]) => truth),
          rows.map(([, given]) => given),
        );

        const simple = simply(rows);
        expect(metrics.labelConfusion).toEqual(simple.tables);
        expect(metrics.accuracy).toBeCloseTo(simple.accuracy, 12);
        expect(metrics.macroF1).toBeCloseTo(simple.macroF1, 12);
        expect(metrics.microF1).toBeCloseTo(simple.microF1, 12);
        expect(metrics.hammingLoss).toBeCloseTo(simple.hammingLoss, 12);
      }),
    );
  });

  it('are those of single labels where every set has one', () => {
    const label = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(fc.array(fc.tuple(label, label), { minLength: 1, maxLength: 40 }), (rows) => {
        const [truth, predicted] = [rows.map(([one]) => one), rows.map(([, one]) => one)];
        const oneHot = predicted.flatMap((one) => NAMES.map((_, place) => Number(place === one)));
        const single = metricsOf(
          { truth: Int32Array.from(truth), probabilities: Float32Array.from(oneHot), labels: 3 },
          NAMES,
        );

        const metrics = measured(
          truth.map((one) => 1 << one),
          predicted.map((one) => 1 << one),
        );

        expect(metrics.accuracy).toBe(single.accuracy);
        expect(metrics.macroF1).toBe(single.macroF1);
        expect(metrics.macroF2).toBe(single.macroF2);
        expect(metrics.perClass).toEqual(single.perClass);
        expect(metrics.microF1).toBeCloseTo(single.accuracy, 12);
      }),
    );
  });

  it.each(['accuracy', 'macroF1', 'macroF2', 'f1:a', 'recall:c'] as const)(
    'decide alike from the predictions and from the report: %s',
    (metric) => {
      fc.assert(
        fc.property(rowsOfSets, (rows) => {
          const [truth, predicted] = [rows.map(([one]) => one), rows.map(([, one]) => one)];

          const score = decidingScore(metric, NAMES)(countsOf('multi-label', truth, predicted, 3));

          expect(score).toBe(decidingFigure(metric, measured(truth, predicted)));
        }),
      );
    },
  );

  it('take the log loss and the calibration of every label of every row', () => {
    const predictions = {
      truth: Int32Array.of(0b001),
      probabilities: Float32Array.of(0.75, 0.25, 0.25),
      labels: 3,
      thresholds: HALF,
    };

    expect(metricsOf(predictions, NAMES).logLoss).toBeCloseTo(-Math.log(0.75), 6);
    const bins = calibrationOf(predictions);
    expect(bins[7]).toMatchObject({ rows: 1, accuracy: 1 });
    expect(bins[2]).toMatchObject({ rows: 2, accuracy: 0 });
  });

  it('give the labels that reach their own thresholds, none where none does', () => {
    const probabilities = Float32Array.of(0.5, 0.49, 0.3, 0.1, 0.1, 0.1);
    const thresholds = [0.5, 0.5, 0.25];

    expect([...predictedLabels({ truth: Int32Array.of(0, 0), probabilities, labels: 3, thresholds })]).toEqual([
      0b101, 0,
    ]);
  });

  it('leave independent probabilities as they are when labels are read in another order', () => {
    expect(alignLabels([0.9, 0.8, 0.7], ['x', 'a', 'b'], ['b', 'a', 'new'], 'multi-label')).toEqual([0.7, 0.8, 0]);
  });
});

describe('the majority baseline of texts with any number of labels', () => {
  it('gives each label that at least half of the training rows have', () => {
    const baseline = baselineOf({
      task: 'multi-label',
      labels: NAMES,
      trainRowsPerLabel: { a: 8, b: 5, c: 1 },
      trainRows: 10,
    });

    const truth = Int32Array.of(0b011, 0b001);
    const metrics = metricsOf(baseline.on(truth), NAMES);

    expect(baseline.label).toBe('a|b');
    expect(metrics.accuracy).toBe(0.5);
    expect(baselineOf({ task: 'multi-label', labels: NAMES, trainRowsPerLabel: {}, trainRows: 9 }).label).toBe('');
  });
});
