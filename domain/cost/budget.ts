import type { RunRecord } from '../conclude/run-record.ts';
import { PlatformError } from '../errors.ts';
import type { Brakes } from '../workload/brakes.ts';
import { dollarsOf, instanceHours } from './usage.ts';

/** What a workload used up on one day. */
export interface Spent {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly runs: number;
  readonly instanceHours: number;
  readonly dollars: number;
}

export const dayOf = (moment: Date | string): string => new Date(moment).toISOString().slice(0, 10);

/**
 * What all runs of a workload used up on a day: runs and resumptions count for the day on which they began, jobs for
 * the one on which they ended.
 */
export function spentOn(day: string, runs: readonly RunRecord[]): Spent {
  const usage = runs.flatMap((run) => run.usage ?? []).filter(({ endedAt }) => dayOf(endedAt) === day);
  const beginnings = runs.flatMap(({ startedAt, resumptionTimes = [] }) => [startedAt, ...resumptionTimes]);
  return {
    day,
    runs: beginnings.filter((moment) => dayOf(moment) === day).length,
    instanceHours: instanceHours(usage),
    dollars: dollarsOf(usage),
  };
}

/** Why no other run may start, or be taken up again, on that day, or undefined. */
export function whyNoRun(spent: Spent, brakes: Brakes): string | undefined {
  if (spent.runs >= brakes.runsPerDay) return `${spent.runs} of ${brakes.runsPerDay} runs a day`;
  return whyNoJob(spent, brakes);
}

/** Why a run that has begun may start no more training, or undefined. */
export function whyNoJob(spent: Spent, brakes: Brakes): string | undefined {
  if (spent.instanceHours >= brakes.instanceHoursPerDay) {
    return `${spent.instanceHours.toFixed(2)} of ${brakes.instanceHoursPerDay} instance hours a day`;
  }
  if (spent.dollars >= brakes.dollarsPerDay) {
    return `${spent.dollars.toFixed(2)} of ${brakes.dollarsPerDay} dollars a day`;
  }
  return undefined;
}

/** Why a training that may cost so much more may not start, or undefined. */
export function whyNoTraining(spent: Spent, brakes: Brakes, forecast: number): string | undefined {
  const { dollarsPerDay } = brakes;
  const why = whyNoJob(spent, brakes);
  if (why !== undefined || spent.dollars + forecast <= dollarsPerDay) return why;
  return `${spent.dollars.toFixed(2)} of ${dollarsPerDay} dollars a day, and the training may cost ${forecast.toFixed(2)}`;
}

/** The refusal of a run or of its training for a reason of `whyNoRun` or `whyNoJob`. */
export const budgetSpent = (workload: string, { day }: Spent, why: string, next?: string): PlatformError =>
  new PlatformError('BUDGET_SPENT', `${workload} has used up its budget of ${day} (UTC): ${why}.`, {
    ...(next === undefined ? {} : { next }),
    details: { workload, day, why },
  });
