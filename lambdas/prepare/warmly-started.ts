import type { RunRecord } from '../../domain/conclude/run-record.ts';
import type { Plan } from '../../domain/lease/plan.ts';
import type { TuningJob } from '../../domain/prepare/messages.ts';
import { MOST_PARENTS, warmStartFrom } from '../../domain/tune/warm-start.ts';
import type { Jobs } from '../adapters/jobs.ts';

/** The tuning job with what it starts from: the newest tuning jobs of the workload's runs that found something and still exist. */
export async function warmlyStarted(
  job: TuningJob | undefined,
  { deployed }: Plan,
  runs: readonly RunRecord[],
  jobs: Pick<Jobs, 'searched'>,
): Promise<TuningJob | undefined> {
  if (job === undefined || !deployed.config.tune.warmStart) return job;
  const names = runs
    .toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))
    .flatMap(({ tuning }) => (tuning !== undefined && tuning.succeeded > 0 ? tuning.jobName : []));
  const before = await Promise.all(names.slice(0, MOST_PARENTS).map((name) => jobs.searched(name)));
  const warmStart = warmStartFrom(
    job,
    before.flatMap((searched) => searched ?? []),
  );
  return { ...job, ...(warmStart && { warmStart }) };
}
