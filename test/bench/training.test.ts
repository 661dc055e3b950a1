import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plot } from '../../bench/training/plot.ts';
import { SPOT_PRICE_SHARE, spotCosts } from '../../bench/training/spot-cost.ts';
import { type Comparison, comparisonTable, costTable, missed } from '../../bench/training/table.ts';
import { ratePerHour, simulateWeek, WEEK_SECONDS } from '../../bench/training/week.ts';
import { seededRandom } from '../../domain/gate/random.ts';

const ours = (seconds: number, accuracy = 0.7, stallSeconds = 0) => ({
  seconds,
  accuracy,
  stallSeconds,
  steps: 100,
  saves: 2,
  saveSeconds: 1,
});
const plain = (seconds: number, accuracy = 0.7) => ({ seconds, accuracy });

const comparison = (mine: ReturnType<typeof ours>): Comparison => ({
  samples: 1000,
  ours: [mine],
  plain: { max_length: [plain(30)], longest: [plain(21)] },
});

describe('a simulated week on spot machines', () => {
  const week = {
    interruptionsPerHour: 0,
    saveIntervalSeconds: 90,
    saveSeconds: 10,
    restartSeconds: 60,
    awaySeconds: 300,
  };

  it('loses nothing but the saves when nobody interrupts', () => {
    const { usefulSeconds, billedSeconds, interruptions } = simulateWeek(week, seededRandom(1));

    expect(usefulSeconds).toBe(0.9 * WEEK_SECONDS);
    expect([billedSeconds, interruptions]).toEqual([WEEK_SECONDS, 0]);
  });

  it('counts every second of a machine once, and is the same for the same seed', () => {
    const times = fc.record({
      interruptionsPerHour: fc.double({ min: 0, max: 60, noNaN: true }),
      saveIntervalSeconds: fc.double({ min: 1, max: 1e6, noNaN: true }),
      saveSeconds: fc.double({ min: 0.01, max: 100, noNaN: true }),
      restartSeconds: fc.double({ min: 0, max: 1000, noNaN: true }),
      awaySeconds: fc.double({ min: 60, max: 1000, noNaN: true }),
    });
    fc.assert(
      fc.property(times, fc.nat(), (any, seed) => {
        const result = simulateWeek(any, seededRandom(seed));

        expect(simulateWeek(any, seededRandom(seed))).toEqual(result);
        expect(result.usefulSeconds + result.lostSeconds).toBeLessThanOrEqual(result.billedSeconds * (1 + 1e-9));
        expect(result.lostSeconds).toBeLessThanOrEqual(result.interruptions * any.saveIntervalSeconds * (1 + 1e-9));
      }),
      { numRuns: 50 },
    );
  });

  it('makes no progress when saves are further apart than interruptions', () => {
    const interrupted = { ...week, interruptionsPerHour: 20, saveIntervalSeconds: 6 * 3600 };

    const { usefulSeconds, interruptions } = simulateWeek(interrupted, seededRandom(1));

    expect(interruptions).toBeGreaterThan(1000);
    expect(usefulSeconds).toBeLessThan(3600);
  });

  it('has the rate that interrupts an hour with a probability', () => {
    expect(1 - Math.exp(-ratePerHour(0.2))).toBeCloseTo(0.2, 12);
  });
});

describe('the cost on spot machines', () => {
  // Steps so long that 500 of them take hours.
  const costs = spotCosts({ stepSeconds: 40, saveSeconds: 20, restartSeconds: 60 });

  it('is least at the interval that follows from the measured save, the more so the more is interrupted', () => {
    const gains = [0, 2, 4].map((at) => (costs[at + 1]?.cost ?? 0) / (costs[at]?.cost ?? 0));

    expect(Math.min(...gains)).toBeGreaterThan(1);
    expect(gains).toEqual(gains.toSorted((a, b) => a - b));
  });

  it('is a share of the price on demand, and more for what is done again', () => {
    for (const { cost, usefulShare } of costs) expect(cost * usefulShare).toBeCloseTo(SPOT_PRICE_SHARE, 9);
  });

  it('is shown with its interval', () => {
    expect(costTable(costs)).toContain('| 5.0 % | every 500 steps | 20000 s |');
  });
});

describe('the figures of training', () => {
  it('are samples per second beside those of the plain trainings', () => {
    const table = comparisonTable(comparison(ours(20)));

    expect(table).toContain('| Trainyard | 20.0 s | 50.0 |  | 0.700 |');
    expect(table).toContain('| Trainer, max_length | 30.0 s | 33.3 | 1.50 × | 0.700 |');
    expect(table).toContain('| Trainer, longest | 21.0 s | 47.6 | 1.05 × | 0.700 |');
  });

  it('miss the target when training is slow, worse, or held up by saves', () => {
    expect(missed(comparison(ours(20)))).toEqual([]);
    expect(missed(comparison(ours(25, 0.69, 1)))).toEqual([
      '1.20 × the plain training, not 1.5 ×',
      'accuracy 0.690, and 0.700 of the plain training',
      'saves held training up for 4.0 %',
    ]);
  });

  it('are drawn as bars, the longest for the fastest', () => {
    const svg = plot(comparison(ours(20)), spotCosts({ stepSeconds: 1, saveSeconds: 1, restartSeconds: 10 }));

    expect(svg).toMatch(/<rect x="230" y="36" width="330.0"/);
    expect(svg.match(/<rect /g)).toHaveLength(1 + 3 + 7);
  });
});
