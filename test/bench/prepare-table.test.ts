import { describe, expect, it } from '@jest/globals';
import { median } from '../../bench/median.ts';
import type { Measured } from '../../bench/prepare/measured.ts';
import { type Comparison, comparisonTable, missed } from '../../bench/prepare/table.ts';

const measured = (seconds: number, peakRssBytes = 2 ** 29): Measured => ({
  counts: { received: 10, accepted: 8, duplicates: 1, quarantined: 1 },
  rowsPerSplit: { train: 8 },
  seconds,
  cpuSeconds: seconds,
  peakRssBytes,
});

const comparison = (ours: readonly Measured[], pandas: readonly Measured[]): Comparison => ({
  file: '1m',
  rows: 1_000_000,
  bytes: 2 ** 28,
  ours,
  pandas,
});

describe('the figures of prepare', () => {
  it('are the median time of each program and their ratio', () => {
    const table = comparisonTable([comparison([measured(9), measured(2), measured(3)], [measured(18)])]);

    expect(table).toContain('| prepare | 3.0 s | 333,333 | 6.0 × |');
    expect(table).toContain('| pandas | 18.0 s | 55,556 | 1 |');
  });

  it('say nothing of pandas where it was not run', () => {
    expect(comparisonTable([comparison([measured(2)], [])])).not.toContain('pandas');
    expect(missed(comparison([measured(2)], []))).toEqual([]);
  });

  it('miss the target when prepare is less than five times as fast or takes more than a gibibyte once', () => {
    expect(missed(comparison([measured(2)], [measured(10)]))).toEqual([]);
    expect(missed(comparison([measured(2.1), measured(2.1, 2 ** 30 + 1)], [measured(10)]))).toEqual([
      '1m: 4.8 × pandas',
      '1m: 1,024 MiB',
    ]);
  });

  it('take the mean of two in the middle', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([3, 1, 2])).toBe(2);
  });
});
