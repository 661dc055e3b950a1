import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Dimension, unitOf, type Values, valueAt } from '../../../../local/sagemaker/tuning/search/dimension.ts';
import { nextValues, type Strategy } from '../../../../local/sagemaker/tuning/search/search.ts';
import type { Observation } from '../../../../local/sagemaker/tuning/search/space.ts';

const number = fc
  .record({
    kind: fc.constantFrom('integer' as const, 'continuous' as const),
    ends: fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 })),
    scaling: fc.constantFrom('Linear' as const, 'Logarithmic' as const),
  })
  .map(({ kind, ends, scaling }): Dimension => {
    return { kind, name: 'n', min: Math.min(...ends), max: Math.max(...ends), scaling };
  });
const category = fc
  .uniqueArray(fc.string(), { minLength: 1, maxLength: 6 })
  .map((values): Dimension => ({ kind: 'categorical', name: 'c', values }));
const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Searches `trials` times, with the objective of each known before the next. */
function search(
  strategy: Strategy,
  dimensions: readonly Dimension[],
  trials: number,
  seed: number,
  objective: (values: Values) => number,
): Observation[] {
  const history: Observation[] = [];
  for (let index = 0; index < trials; index += 1) {
    const values = nextValues({ strategy, dimensions, history, seed, index });
    if (values === undefined) break;
    history.push({ values, objective: objective(values), isPending: false });
  }
  return history;
}
const best = (history: readonly Observation[]): number =>
  Math.max(...history.map((one) => one.objective ?? Number.NEGATIVE_INFINITY));

const MIXED: Dimension[] = [
  { kind: 'continuous', name: 'x', min: 0.001, max: 10, scaling: 'Logarithmic' },
  { kind: 'integer', name: 'n', min: 1, max: 20, scaling: 'Linear' },
  { kind: 'categorical', name: 'c', values: ['a', 'b', 'd'] },
];
/** Highest, 0, at x = 0.1, n = 7, c = b. */
const bowl = ({ x, n, c }: Values): number =>
  -((Math.log10(Number(x)) + 1) ** 2) - ((Number(n) - 7) / 6) ** 2 - (c === 'b' ? 0 : 0.5);

describe('a dimension', () => {
  it('gives values within its range only', () => {
    fc.assert(
      fc.property(number, unit, (dimension, at) => {
        if (dimension.kind === 'categorical') return;
        const value = Number(valueAt(dimension, at));
        expect(value).toBeGreaterThanOrEqual(dimension.min);
        expect(value).toBeLessThanOrEqual(dimension.max);
        if (dimension.kind === 'integer') expect(Number.isInteger(value)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(category, unit, (dimension, at) => {
        if (dimension.kind === 'categorical') expect(dimension.values).toContain(valueAt(dimension, at));
      }),
    );
  });

  it('finds a value again where it came from', () => {
    fc.assert(
      fc.property(number, unit, (dimension, at) => {
        if (dimension.kind === 'categorical') return;
        const value = valueAt(dimension, at);
        expect(Number(valueAt(dimension, unitOf(dimension, Number(value))))).toBeCloseTo(Number(value), 6);
      }),
    );
  });

  it('spreads values by its scale', () => {
    const middle = (scaling: 'Linear' | 'Logarithmic' | 'ReverseLogarithmic', min: number, max: number) =>
      Number(valueAt({ kind: 'continuous', name: 'x', min, max, scaling }, 0.5));
    expect(middle('Linear', 1, 100)).toBeCloseTo(50.5);
    expect(middle('Logarithmic', 1, 100)).toBeCloseTo(10);
    expect(middle('ReverseLogarithmic', 0.9, 0.9999)).toBeCloseTo(1 - Math.sqrt(0.1 * 0.0001));
  });

  it('gives each whole number and each category its share', () => {
    const units = Array.from({ length: 1000 }, (_, at) => at / 1000);
    const counts = (dimension: Dimension) =>
      [...Map.groupBy(units, (at) => valueAt(dimension, at)).values()].map((found) => found.length);
    expect(counts({ kind: 'integer', name: 'n', min: 1, max: 4, scaling: 'Linear' })).toEqual([250, 250, 250, 250]);
    expect(counts({ kind: 'categorical', name: 'c', values: ['a', 'b'] })).toEqual([500, 500]);
  });
});

describe('a search', () => {
  it.each(['Random', 'Bayesian', 'Hyperband'] as const)(
    '%s proposes the same with the same seed, and no combination twice',
    (strategy) => {
      const first = search(strategy, MIXED, 12, 3, bowl);
      expect(search(strategy, MIXED, 12, 3, bowl)).toEqual(first);
      expect(search(strategy, MIXED, 12, 4, bowl)).not.toEqual(first);
      expect(new Set(first.map(({ values }) => JSON.stringify(values))).size).toBe(12);
    },
  );

  it('Bayesian finds more than random search in as many trials', () => {
    const found = (strategy: Strategy) =>
      [1, 2, 3, 4].map((seed) => best(search(strategy, MIXED, 15, seed, bowl))).sort((a, b) => a - b);
    const [random, bayesian] = [found('Random'), found('Bayesian')];
    // Even the worst of four searches is better than the median random one.
    expect(bayesian[0]).toBeGreaterThan(random[2] ?? 0);
    expect(bayesian[2]).toBeGreaterThan(-0.05);
  });

  it('Bayesian proposes different combinations for trials side by side', () => {
    const known = search('Bayesian', MIXED, 6, 1, bowl);
    const pending: Observation[] = [];
    for (let index = 6; index < 10; index += 1) {
      const values = nextValues({
        strategy: 'Bayesian',
        dimensions: MIXED,
        history: [...known, ...pending],
        seed: 1,
        index,
      });
      if (values !== undefined) pending.push({ values, objective: undefined, isPending: true });
    }
    const x = pending.map(({ values }) => Math.log10(Number(values.x)));
    expect(Math.max(...x) - Math.min(...x)).toBeGreaterThan(0.05);
  });

  it('ends when every combination was tried', () => {
    const few: Dimension[] = [
      { kind: 'integer', name: 'n', min: 1, max: 3, scaling: 'Linear' },
      { kind: 'categorical', name: 'c', values: ['a', 'b'] },
    ];
    for (const strategy of ['Random', 'Bayesian'] as const) {
      expect(search(strategy, few, 20, 1, () => 1)).toHaveLength(6);
    }
  });

  it('Grid tries each combination of categories once, in the order of the ranges', () => {
    const grid: Dimension[] = [
      { kind: 'categorical', name: 'a', values: ['1', '2'] },
      { kind: 'categorical', name: 'b', values: ['x', 'y'] },
    ];
    expect(search('Grid', grid, 20, 1, () => 1).map(({ values }) => values)).toEqual([
      { a: '1', b: 'x' },
      { a: '1', b: 'y' },
      { a: '2', b: 'x' },
      { a: '2', b: 'y' },
    ]);
  });
});
