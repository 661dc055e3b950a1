import type { RunRecord } from '../conclude/run-record.ts';

const DAY_SECONDS = 86_400;

/** After so long a run that has ended starts no job any more. */
const QUIET_SECONDS = 600;

/** Runs whose jobs may not all be counted yet. What was not read within two days is not read at all. */
export function awaitsMeter(run: RunRecord, now: Date): boolean {
  const { endedAt, meteredAt } = run;
  if (endedAt === undefined) return true;
  if (meteredAt !== undefined && meteredAt >= endedAt) return false;
  return secondsSince(endedAt, now) < 2 * DAY_SECONDS;
}

/** True when nothing can come to what was read now, but for a resumption, which has an end of its own. */
export const isFinalReading = (run: RunRecord, now: Date): boolean =>
  run.endedAt !== undefined && secondsSince(run.endedAt, now) > QUIET_SECONDS;

const secondsSince = (moment: string, now: Date): number => (now.getTime() - Date.parse(moment)) / 1000;
