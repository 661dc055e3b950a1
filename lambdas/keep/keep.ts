import { PlatformError } from '../../domain/errors.ts';
import type { KeepAnswer, KeepInput, Kept } from '../../domain/keep/messages.ts';
import { workloadRecords } from '../records/workload-records.ts';
import { platformErrorOf } from '../runtime/failure.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import { keepLease } from './keep-lease.ts';
import { meterEndedRuns } from './meter-ended-runs.ts';
import type { KeepPorts } from './ports.ts';
import { settleApprovals } from './settle-approvals.ts';
import { startOwedRun } from './start-owed-run.ts';
import { watchCapacity } from './watch-capacity.ts';

/**
 * Looks after what nobody else would notice: a lease whose holder is gone, a decision on a model that its run did not
 * hear of, a run that is owed, jobs that get no machine or ended after their run. Each beat finds what the one before it
 * left undone. Throws `WORKLOAD_UNKNOWN`, or after all workloads the
 * first failure of one.
 */
export async function keep(input: KeepInput, ports: KeepPorts & StageContext): Promise<KeepAnswer> {
  if ('command' in input) {
    await ports.workloads.read(input.workload);
    return { kept: [await keepLease(input.workload, ports)] };
  }
  const ends = await Promise.all(ports.workloadNames.map((workload) => attempt(workload, ports)));
  const failed = ends.find((end) => end instanceof PlatformError);
  if (failed !== undefined) throw failed;
  return { kept: ends.filter((end): end is Kept => !(end instanceof PlatformError)) };
}

/** One workload's trouble is not another's. */
async function attempt(workload: string, ports: KeepPorts & StageContext): Promise<Kept | PlatformError> {
  try {
    return await keepWorkload(workload, ports);
  } catch (thrown) {
    const error = platformErrorOf(thrown);
    ports.logger.error('a workload could not be kept', { workload, code: error.code, reason: error.message });
    return error;
  }
}

async function keepWorkload(workload: string, ports: KeepPorts & StageContext): Promise<Kept> {
  const records = workloadRecords(ports.table, workload);
  const kept = await keepLease(workload, ports);
  const runs = await records.runs();
  await watchCapacity(runs, records, ports);
  await meterEndedRuns(runs, records, ports);
  await settleApprovals(runs, ports);
  if (kept.lease === 'held' || kept.started !== undefined) return kept;
  const started = await startOwedRun(workload, runs, records, ports);
  return started === undefined ? kept : { ...kept, started };
}
