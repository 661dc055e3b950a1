import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type NamedPredictions, selectEnsemble } from '../../../domain/evaluate/ensemble.ts';
import { logLoss } from '../../../domain/evaluate/log-loss.ts';
import type { Predictions } from '../../../domain/evaluate/predictions.ts';

const LABELS = 2;

/** Predictions for two labels from the probability of the first one. */
const predictionsOf = (truth: readonly number[], first: readonly number[]): Predictions => ({
  truth: Int32Array.from(truth),
  probabilities: Float32Array.from(first.flatMap((probability) => [probability, 1 - probability])),
  labels: LABELS,
});

const mean = (models: readonly NamedPredictions[], weights: ReadonlyMap<string, number>): Predictions => {
  const [first] = models;
  if (first === undefined) throw new Error('no model');
  const probabilities = first.predictions.probabilities.map((_value, cell) =>
    models.reduce(
      (sum, { name, predictions }) => sum + (weights.get(name) ?? 0) * (predictions.probabilities[cell] ?? 0),
      0,
    ),
  );
  return { ...first.predictions, probabilities };
};

const models = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 5, max: 40 }))
  .chain(([count, rows]) =>
    fc.record({
      truth: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: rows, maxLength: rows }),
      first: fc.array(
        fc.array(fc.double({ min: 0.01, max: 0.99, noNaN: true }), { minLength: rows, maxLength: rows }),
        {
          minLength: count,
          maxLength: count,
        },
      ),
    }),
  )
  .map(({ truth, first }) =>
    first.map((one, index): NamedPredictions => ({ name: `m${index}`, predictions: predictionsOf(truth, one) })),
  );

describe('selectEnsemble', () => {
  it('gives weights that sum to 1, of as many members as are allowed', () => {
    fc.assert(
      fc.property(models, fc.integer({ min: 2, max: 4 }), (all, maxMembers) => {
        const members = selectEnsemble(all, maxMembers);

        expect(members.length).toBeLessThanOrEqual(maxMembers);
        expect(members.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
        expect(members.every(({ weight }) => weight > 0)).toBe(true);
      }),
    );
  });

  it('never has a greater log loss than the best of the models', () => {
    fc.assert(
      fc.property(models, (all) => {
        const weights = new Map(selectEnsemble(all, 4).map(({ name, weight }) => [name, weight]));

        const best = Math.min(...all.map(({ predictions }) => logLoss(predictions)));
        expect(logLoss(mean(all, weights))).toBeLessThanOrEqual(best + 1e-6);
      }),
    );
  });

  it('gives the same members whatever the order of the models', () => {
    fc.assert(
      fc.property(models, (all) => {
        expect(selectEnsemble(all.toReversed(), 3)).toEqual(selectEnsemble(all, 3));
      }),
    );
  });

  it('averages two models that err on different rows, half and half', () => {
    const truth = [0, 0, 1, 1];
    const one = { name: 'one', predictions: predictionsOf(truth, [0.9, 0.3, 0.1, 0.3]) };
    const other = { name: 'other', predictions: predictionsOf(truth, [0.3, 0.9, 0.3, 0.1]) };

    expect(selectEnsemble([one, other], 2)).toEqual([
      { name: 'one', weight: 0.5 },
      { name: 'other', weight: 0.5 },
    ]);
  });

  it('leaves a model alone that another one only makes worse', () => {
    const truth = [0, 1, 0, 1];
    const right = { name: 'right', predictions: predictionsOf(truth, [0.99, 0.01, 0.99, 0.01]) };
    const wrong = { name: 'wrong', predictions: predictionsOf(truth, [0.01, 0.99, 0.01, 0.99]) };

    expect(selectEnsemble([wrong, right], 2)).toEqual([{ name: 'right', weight: 1 }]);
  });
});
