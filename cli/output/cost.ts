import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { dollarsOf, instanceHours, savedDollarsOf } from '../../domain/cost/usage.ts';

/** What a run's jobs have cost so far, as scripts read it. */
export interface Cost {
  /** US dollars at on-demand prices. */
  readonly dollars: number;
  /** What spot machines saved of the on-demand price. */
  readonly savedDollars: number;
  readonly instanceHours: number;
  /** A price of it was assumed, because the list does not have it. */
  readonly assumed: boolean;
  readonly jobs: NonNullable<RunRecord['usage']>;
}

export function costOf({ usage }: RunRecord): Cost | undefined {
  if (usage === undefined) return undefined;
  return {
    dollars: Math.round(dollarsOf(usage) * 10_000) / 10_000,
    savedDollars: Math.round(savedDollarsOf(usage) * 10_000) / 10_000,
    instanceHours: Math.round(instanceHours(usage) * 10_000) / 10_000,
    assumed: usage.some(({ price }) => price === 'assumed'),
    jobs: usage,
  };
}

/** `$0.0123`, so that a run of seconds is not nothing. */
export const dollarsText = (dollars: number): string => `$${dollars.toFixed(dollars < 1 ? 4 : 2)}`;

/** `$0.04 for 0.35 instance hours of 4 jobs, at on-demand prices; spot machines saved $0.07 (64 %)` */
export function costText({ dollars, savedDollars, instanceHours: hours, assumed, jobs }: Cost): string {
  const prices = assumed ? 'at prices that are assumed in part' : 'at on-demand prices';
  const plural = jobs.length === 1 ? 'job' : 'jobs';
  const spot = dollarsOf(jobs.filter(({ purchase }) => purchase === 'spot'));
  const share = Math.round((100 * savedDollars) / (spot + savedDollars));
  const saved = savedDollars === 0 ? '' : `; spot machines saved ${dollarsText(savedDollars)} (${share} %)`;
  return `${dollarsText(dollars)} for ${hours.toFixed(3)} instance hours of ${jobs.length} ${plural}, ${prices}${saved}`;
}
