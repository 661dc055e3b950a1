import { runJobs } from '../../domain/conclude/run-jobs.ts';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { isUnderWay } from '../../domain/job/observation.ts';
import { planSchema } from '../../domain/lease/plan.ts';
import { artifactKey } from '../../domain/names.ts';
import type { JsonStore } from '../adapters/artifacts.ts';
import type { Jobs } from '../adapters/jobs.ts';

export interface StopJobsPorts {
  readonly artifacts: Pick<JsonStore, 'find'>;
  readonly jobs: Jobs;
}

/** Stops what still goes on of a run at its end, and gives the names. Waits for nothing; a second call finds the same. */
export async function stopJobs(run: RunRecord, { artifacts, jobs }: StopJobsPorts): Promise<string[]> {
  const plan = await artifacts.find(artifactKey.plan(run.workload, run.runId), planSchema);
  // A newer plan is of the execution that took the run up again: the jobs are that one's.
  if (plan === undefined || plan.fencingToken > run.fencingToken) return [];
  const stopped = await Promise.all(
    runJobs(plan).map(async ({ kind, jobName }) => {
      const seen = await jobs.describe(kind, jobName);
      if (!isUnderWay(seen)) return [];
      if (seen?.status === 'InProgress') await jobs.stop(kind, jobName);
      return [jobName];
    }),
  );
  return stopped.flat();
}
