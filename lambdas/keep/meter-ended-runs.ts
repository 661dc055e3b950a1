import { runJobs } from '../../domain/conclude/run-jobs.ts';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { awaitsMeter, isFinalReading } from '../../domain/cost/metering.ts';
import { planSchema } from '../../domain/lease/plan.ts';
import { artifactKey } from '../../domain/names.ts';
import { recordExperiment } from '../conclude/record-experiment.ts';
import { stopJobs } from '../conclude/stop-jobs.ts';
import { meterRun } from '../records/run-usage.ts';
import type { WorkloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { KeepPorts } from './ports.ts';

/**
 * What jobs used that ended during their run or after it, as stopped ones do. A job that goes on after its run failed is
 * stopped: it may have been created in the very moment in which the execution was stopped.
 */
export async function meterEndedRuns(
  runs: readonly RunRecord[],
  records: WorkloadRecords,
  ports: KeepPorts & StageContext,
): Promise<void> {
  const { artifacts, now } = ports;
  for (const { workload, runId } of runs.filter((run) => awaitsMeter(run, now()))) {
    const plan = await artifacts.find(artifactKey.plan(workload, runId), planSchema);
    if (plan === undefined) continue;
    const { run, isOpen } = await meterRun(records, runId, runJobs(plan), ports);
    if (run !== undefined && isOpen && run.outcome === 'failed') await stopJobs(run, ports);
    if (run === undefined || isOpen || !isFinalReading(run, now())) continue;
    // With the use of jobs that ended after it, and of a run that another one ended.
    if (!(await recordExperiment(runId, records, ports))) continue;
    await records.run(runId).change((ended) => ended && { ...ended, meteredAt: now().toISOString() });
  }
}
