import { seededRandom } from '../../domain/gate/random.ts';
import { ratePerHour, simulateWeek, type Week } from './week.ts';

/** What was measured, of one training. All in seconds. */
export interface MeasuredTraining {
  readonly stepSeconds: number;
  readonly saveSeconds: number;
  readonly restartSeconds: number;
}

export const PROBABILITIES = [0.05, 0.1, 0.2] as const;
export const FIXED_STEPS = 500;
/** Assumed: of an hour on demand, what AWS bills for an hour on a spot machine, and how long a new one takes to come. */
export const SPOT_PRICE_SHARE = 0.4;
export const AWAY_SECONDS = 300;
const WEEKS = 500;

export interface SpotCost {
  /** Of an interruption within an hour. */
  readonly probability: number;
  readonly policy: 'measured interval' | 'every 500 steps';
  readonly saveIntervalSeconds: number;
  /** Means over all weeks. `cost` is that of the same training on demand, which costs 1. */
  readonly cost: number;
  readonly usefulShare: number;
  readonly lostSecondsPerInterruption: number;
}

/** Means over 500 seeded weeks of one machine that trains all the time, by policy and by how often it is taken away. */
export function spotCosts({ stepSeconds, saveSeconds, restartSeconds }: MeasuredTraining): SpotCost[] {
  return PROBABILITIES.flatMap((probability) => {
    const interruptionsPerHour = ratePerHour(probability);
    // The trainer's own rule, with this rate: containers/training/…/checkpoint/interval.py.
    const youngDaly = Math.max(Math.sqrt((2 * saveSeconds * 3600) / interruptionsPerHour), saveSeconds);
    const week = { interruptionsPerHour, saveSeconds, restartSeconds, awaySeconds: AWAY_SECONDS };
    return [
      { probability, policy: 'measured interval' as const, ...mean({ ...week, saveIntervalSeconds: youngDaly }) },
      {
        probability,
        policy: 'every 500 steps' as const,
        ...mean({ ...week, saveIntervalSeconds: FIXED_STEPS * stepSeconds }),
      },
    ];
  });
}

function mean(
  week: Week,
): Pick<SpotCost, 'saveIntervalSeconds' | 'cost' | 'usefulShare' | 'lostSecondsPerInterruption'> {
  // Both policies meet the same interruptions.
  const results = Array.from({ length: WEEKS }, (_, seed) => simulateWeek(week, seededRandom(seed)));
  const sum = (of: (one: (typeof results)[number]) => number): number => results.reduce((all, one) => all + of(one), 0);
  const [useful, billed] = [sum((one) => one.usefulSeconds), sum((one) => one.billedSeconds)];
  return {
    saveIntervalSeconds: week.saveIntervalSeconds,
    cost: (SPOT_PRICE_SHARE * billed) / useful,
    usefulShare: useful / billed,
    lostSecondsPerInterruption:
      sum((one) => one.lostSeconds) /
      Math.max(
        1,
        sum((one) => one.interruptions),
      ),
  };
}
