import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bracketOf, isCut, rungsOf } from '../../../../local/sagemaker/tuning/stopping/hyperband.ts';
import { isBelowMedian } from '../../../../local/sagemaker/tuning/stopping/median.ts';

describe('early stopping', () => {
  const earlier = [
    [0.2, 0.4, 0.6],
    [0.4, 0.6, 0.8],
    [0.6, 0.8, 1],
  ];

  it('stops a trial that is below the median of the running averages at its epoch', () => {
    expect(isBelowMedian([0.3, 0.49], earlier)).toBe(true);
    expect(isBelowMedian([0.3, 0.5], earlier)).toBe(false);
  });

  it('waits for three earlier trials that came as far', () => {
    expect(isBelowMedian([0], earlier.slice(0, 2))).toBe(false);
    expect(isBelowMedian([0, 0, 0, 0], earlier)).toBe(false);
    expect(isBelowMedian([], earlier)).toBe(false);
  });
});

describe('Hyperband', () => {
  const resources = { min: 1, max: 27 };

  it('compares trials after three times as many epochs each time', () => {
    expect(rungsOf(resources)).toEqual([1, 3, 9]);
    expect(rungsOf({ min: 2, max: 2 })).toEqual([]);
  });

  it('spares few trials of the first rungs and cuts many early', () => {
    const brackets = Array.from({ length: 27 + 12 + 6 + 4 }, (_, at) => bracketOf(at, resources));
    const sizes = [0, 1, 2, 3].map((bracket) => brackets.filter((one) => one === bracket).length);
    expect(sizes).toEqual([27, 12, 6, 4]);
    expect(bracketOf(brackets.length, resources)).toBe(0);
  });

  it('lets the best third go on, and ends each at its most epochs', () => {
    const others = [[0.9], [0.5], [0.4], [0.3], [0.2]];
    expect(isCut([0.8], 0, others, resources)).toBe(false);
    expect(isCut([0.45], 0, others, resources)).toBe(true);
    expect(isCut([0.1], 1, others, resources)).toBe(false);
    expect(isCut([0.1, 0.1], 0, others, resources)).toBe(false);
    expect(isCut(new Array(27).fill(1), 0, [], resources)).toBe(true);
  });

  it('never cuts the best one before its epochs are used up', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (values) => {
        expect(
          isCut(
            [2],
            0,
            values.map((value) => [value]),
            resources,
          ),
        ).toBe(false);
      }),
    );
  });
});
