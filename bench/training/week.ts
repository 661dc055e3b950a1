import type { Random } from '../../domain/gate/random.ts';

/** A machine that trains for a week and is taken away now and then. All times in seconds. */
export interface Week {
  readonly interruptionsPerHour: number;
  /** Of training between two saves; infinite saves never. */
  readonly saveIntervalSeconds: number;
  /** What training loses by a save. */
  readonly saveSeconds: number;
  /** From the start of the program on a new machine until training goes on; paid. */
  readonly restartSeconds: number;
  /** From an interruption until the next machine is there; not paid. */
  readonly awaySeconds: number;
}

export interface WeekResult {
  /** Training that counts in the end: what was done again after an interruption counts once. */
  readonly usefulSeconds: number;
  readonly billedSeconds: number;
  readonly interruptions: number;
  /** Training that was done again. */
  readonly lostSeconds: number;
}

export const WEEK_SECONDS = 7 * 24 * 3600;

/** One week, from its own random numbers: interruptions are a Poisson process while a machine is there. */
export function simulateWeek(week: Week, random: Random): WeekResult {
  const { saveIntervalSeconds, saveSeconds, restartSeconds, awaySeconds } = week;
  let now = 0;
  let usefulSeconds = 0;
  let billedSeconds = 0;
  let interruptions = 0;
  let lostSeconds = 0;
  let overhead = 0;
  while (now < WEEK_SECONDS) {
    const until = Math.min(now + timeToInterruption(week.interruptionsPerHour, random), WEEK_SECONDS);
    const interrupted = until < WEEK_SECONDS;
    const there = until - now;
    billedSeconds += there;
    const active = Math.max(0, there - overhead);
    // Complete rounds of training and saving; what came after the last save is lost with the machine.
    const rounds = Number.isFinite(saveIntervalSeconds) ? Math.floor(active / (saveIntervalSeconds + saveSeconds)) : 0;
    const saved = rounds > 0 ? rounds * saveIntervalSeconds : 0;
    const rest = rounds > 0 ? active - rounds * (saveIntervalSeconds + saveSeconds) : active;
    const unsaved = Math.min(rest, saveIntervalSeconds);
    usefulSeconds += saved + (interrupted ? 0 : unsaved);
    if (interrupted) {
      interruptions += 1;
      lostSeconds += unsaved;
    }
    now = until + awaySeconds;
    overhead = restartSeconds;
  }
  return { usefulSeconds, billedSeconds, interruptions, lostSeconds };
}

const timeToInterruption = (perHour: number, random: Random): number =>
  perHour === 0 ? Number.POSITIVE_INFINITY : -Math.log(1 - random()) * (3600 / perHour);

/** The rate of a Poisson process that interrupts within an hour with this probability. */
export const ratePerHour = (probability: number): number => -Math.log(1 - probability);
