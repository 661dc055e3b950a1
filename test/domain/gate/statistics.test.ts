import { describe, expect, it } from '@jest/globals';
import { accuracyOf } from '../../../domain/evaluate/counts.ts';
import { balancedAccuracy, rowsPerClass } from '../../../domain/gate/balanced-accuracy.ts';
import { drawBinomial } from '../../../domain/gate/binomial.ts';
import { normalQuantile, twoSidedZ } from '../../../domain/gate/normal.ts';
import { pairedBootstrap } from '../../../domain/gate/paired-bootstrap.ts';
import { recallDrop } from '../../../domain/gate/paired-recall.ts';
import { seededRandom } from '../../../domain/gate/random.ts';
import { simulated } from './gate-fixture.ts';

describe('the gate’s statistics', () => {
  it('gives the normal quantiles of the tables', () => {
    // scipy.stats.norm.ppf
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963985, 7);
    expect(normalQuantile(0.8)).toBeCloseTo(0.841621234, 7);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306, 7);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 12);
    expect(twoSidedZ(0.9)).toBeCloseTo(1.644853627, 7);
  });

  it('draws evenly, and the same for the same seed', () => {
    const random = seededRandom(42);
    const bins = new Array(10).fill(0);
    for (let draw = 0; draw < 100_000; draw += 1) bins[Math.floor(random() * 10)] += 1;

    expect(Math.min(...bins)).toBeGreaterThan(9_700);
    expect(Math.max(...bins)).toBeLessThan(10_300);
    const [one, two] = [seededRandom(1), seededRandom(1)];
    expect(Array.from({ length: 5 }, one)).toEqual(Array.from({ length: 5 }, two));
  });

  it.each([
    [40, 0.3],
    [1_000, 0.9],
    [10_000, 0.4],
  ])('draws binomial numbers of %d trials at %d with the mean and variance of theory', (trials, probability) => {
    const random = seededRandom(8);
    const draws = Array.from({ length: 20_000 }, () => drawBinomial(trials, probability, random));
    const mean = draws.reduce((sum, one) => sum + one, 0) / draws.length;
    const variance = draws.reduce((sum, one) => sum + (one - mean) ** 2, 0) / draws.length;

    expect(mean / (trials * probability)).toBeCloseTo(1, 1.8);
    expect(variance / (trials * probability * (1 - probability))).toBeCloseTo(1, 1);
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThanOrEqual(trials);
  });

  it('has the standard error of theory for a difference of accuracies', () => {
    const rows = simulated(2_000, 0.8, 0.7, seededRandom(3));
    const differences = rows.truth.map(
      (label, row) => Number(rows.challenger[row] === label) - Number(rows.champion[row] === label),
    );
    const mean = differences.reduce((sum, one) => sum + one, 0) / 2_000;
    const variance = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 2_000;

    const bootstrap = pairedBootstrap(rows, {
      score: accuracyOf,
      task: 'single-label',
      labels: 2,
      confidence: 0.95,
      samples: 4_000,
      seed: 5,
    });

    expect(bootstrap.estimate).toBeCloseTo(mean, 12);
    expect(bootstrap.standardError / Math.sqrt(variance / 2_000)).toBeCloseTo(1, 1);
    expect(bootstrap.interval[0]).toBeCloseTo(mean - 1.96 * bootstrap.standardError, 2);
    expect(bootstrap.interval[1]).toBeCloseTo(mean + 1.96 * bootstrap.standardError, 2);
  });

  it('measures a class’s drop in recall by hand-computed figures', () => {
    // 10 rows of class 0: the champion has 9 right, the challenger 6 of these and the tenth. Lost 3, won 1.
    const rows = {
      truth: Array(10).fill(0),
      champion: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
      challenger: [0, 0, 0, 0, 0, 0, 1, 1, 1, 0],
    };

    const drop = recallDrop(rows, 0, 0.95);

    expect(drop?.drop).toBeCloseTo(0.2, 12);
    // (3 - 1) / 12 ± 1.96 · sqrt((3 + 1 + 1 - 4 / 12) / 144)
    expect(drop?.interval[0]).toBeCloseTo(2 / 12 - 1.959964 * Math.sqrt((5 - 4 / 12) / 144), 5);
    expect(recallDrop(rows, 1, 0.95)).toBeUndefined();
  });

  it('counts right rows per class and weighs the classes alike', () => {
    const classes = rowsPerClass([0, 0, 0, 0, 1], [0, 0, 0, 1, 1], 2);

    expect(classes).toEqual([
      { rows: 4, right: 3 },
      { rows: 1, right: 1 },
    ]);
    expect(balancedAccuracy(classes, 0.95).estimate).toBeCloseTo(0.875, 12);
  });
});
