import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { intervalBar } from '../../cli/output/interval-bar.ts';

describe('the interval bar', () => {
  it('draws a proven gain right of zero', () => {
    const bar = intervalBar({ estimate: 0.05, interval: [0.02, 0.08] }, { width: 21, ascii: true });
    expect(bar).toBe('..........|.[---o--].');
  });

  it('draws a difference that proves nothing across zero', () => {
    const bar = intervalBar({ estimate: 0.01, interval: [-0.04, 0.06] }, { width: 21 });
    expect(bar.indexOf('├')).toBeLessThan(10);
    expect(bar.indexOf('┤')).toBeGreaterThan(10);
  });

  it('keeps its width and its marks for every interval', () => {
    const value = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(value, value, value), (values) => {
        const [low, estimate, high] = values.toSorted((a, b) => a - b) as [number, number, number];
        const bar = intervalBar({ estimate, interval: [low, high] }, { width: 41 });
        expect([...bar]).toHaveLength(41);
        expect(bar).toContain('●');
      }),
    );
  });
});
