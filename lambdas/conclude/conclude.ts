import type { ConcludeAnswer } from '../../domain/conclude/messages.ts';
import { runJobs } from '../../domain/conclude/run-jobs.ts';
import { planSchema } from '../../domain/lease/plan.ts';
import { artifactKey } from '../../domain/names.ts';
import { meterRun } from '../records/run-usage.ts';
import { type WorkloadRecords, workloadRecords } from '../records/workload-records.ts';
import { platformErrorOf } from '../runtime/failure.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { ConcludePorts, EndedRun } from './ended-run.ts';
import { freeLease } from './free-lease.ts';
import { recordExperiment } from './record-experiment.ts';
import { settleRun } from './settle-run.ts';

/** Ends a run for good, and only then its lease, so that the next run sees all of it. */
export async function conclude(ended: EndedRun, ports: ConcludePorts & StageContext): Promise<ConcludeAnswer> {
  const { workload, runId } = ended;
  const records = workloadRecords(ports.table, workload);
  const ending = await settleRun(ended, records, ports);
  await recordUsage(ended, records, ports);
  await recordExperiment(runId, records, ports);
  const next = await freeLease(ended, records, ports.executions);
  const { outcome } = ending;
  const error = 'error' in ending ? ending.error : undefined;
  ports.logger.info('concluded', { runId, outcome, code: error?.code, reason: error?.what, next });
  return {
    outcome,
    ...(error === undefined ? {} : { error }),
    ...(next === undefined ? {} : { next }),
  };
}

/** What cannot be read now, `keep` reads later: it must not keep the lease from being freed. */
async function recordUsage(
  { workload, runId }: EndedRun,
  records: WorkloadRecords,
  { artifacts, meter, jobs, logger }: ConcludePorts & StageContext,
): Promise<void> {
  try {
    const plan = await artifacts.find(artifactKey.plan(workload, runId), planSchema);
    if (plan !== undefined) await meterRun(records, runId, runJobs(plan), { meter, jobs });
  } catch (thrown) {
    const { code, message } = platformErrorOf(thrown);
    logger.warn('the use of the jobs could not be read', { code, reason: message });
  }
}
