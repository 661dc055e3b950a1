import type { JobUsage, RunRecord } from '../conclude/run-record.ts';
import { hourlyPrice } from './hourly-price.ts';

/** A job that has ended, as its service describes it. */
export interface EndedJob {
  readonly jobName: string;
  /** Of a trial. */
  readonly candidate?: string | undefined;
  readonly instanceType: string;
  readonly instanceCount: number;
  /** Of one instance, that are paid for; 0 for a job that never got its machine. */
  readonly seconds: number;
  /** Of a training job: for so long it trained, whatever was paid for it. */
  readonly trainingSeconds?: number | undefined;
  readonly purchase: JobUsage['purchase'];
  readonly endedAt: Date;
}

const SECONDS_PER_HOUR = 3_600;

/**
 * What a job used, what that costs, and what spot machines saved: AWS bills them at the on-demand price for fewer seconds
 * than they trained ("Managed Spot Training" in the SageMaker guide).
 */
export function usageOf({ trainingSeconds, candidate, ...job }: EndedJob, region: string): JobUsage {
  const { dollars, price } = hourlyPrice(job.instanceType, region);
  const costOf = (seconds: number): number => ((seconds * job.instanceCount) / SECONDS_PER_HOUR) * dollars;
  const paid = roundedUp(costOf(job.seconds));
  const full = job.purchase === 'spot' && trainingSeconds !== undefined ? roundedUp(costOf(trainingSeconds)) : paid;
  return {
    ...job,
    ...(candidate === undefined ? {} : { candidate }),
    ...(trainingSeconds === undefined ? {} : { trainingSeconds }),
    endedAt: job.endedAt.toISOString(),
    dollars: paid,
    savedDollars: roundedUp(Math.max(0, full - paid)),
    price,
  };
}

/** To a hundredth of a cent; only nothing costs nothing. */
const roundedUp = (dollars: number): number => Math.max(0, Math.ceil(dollars * 10_000 - 1e-9)) / 10_000;

/** The run with what its jobs used. Each job counts once, as it was first seen at its end. */
export function withUsage(run: RunRecord, seen: readonly JobUsage[]): RunRecord {
  const known = run.usage ?? [];
  const fresh = seen.filter(({ jobName }) => !known.some((job) => job.jobName === jobName));
  return fresh.length === 0 ? run : { ...run, usage: [...known, ...fresh] };
}

export const instanceHours = (usage: readonly JobUsage[]): number =>
  usage.reduce((sum, { seconds, instanceCount }) => sum + (seconds * instanceCount) / SECONDS_PER_HOUR, 0);

export const savedDollarsOf = (usage: readonly JobUsage[]): number =>
  usage.reduce((sum, { savedDollars }) => sum + savedDollars, 0);

export const dollarsOf = (usage: readonly JobUsage[]): number => usage.reduce((sum, { dollars }) => sum + dollars, 0);
