import { describe, expect, it } from '@jest/globals';
import { figuresTable } from '../../bench/figure.ts';
import { covered } from '../../bench/loop-overhead.ts';
import { quantile } from '../../bench/predict.ts';

describe('the benchmark', () => {
  it('counts time in which several containers ran once', () => {
    expect(
      covered([
        [0, 10],
        [20, 40],
        [25, 30],
        [35, 50],
      ]),
    ).toBe(40);
    expect(covered([])).toBe(0);
  });

  it('takes quantiles from sorted values', () => {
    const values = Array.from({ length: 100 }, (_, index) => index);
    expect(quantile(values, 0.5)).toBe(50);
    expect(quantile(values, 0.99)).toBe(99);
  });

  it('shows each figure beside its target', () => {
    const table = figuresTable([
      { name: 'warm demo', value: 91.4, unit: 's', target: 90 },
      { name: 'cdk synth', value: 7, unit: 's', target: undefined },
    ]);
    expect(table).toContain('| warm demo | 91.4 s | ≤ 90.0 s | missed |');
    expect(table).toContain('| cdk synth | 7.0 s |  |  |');
  });
});
