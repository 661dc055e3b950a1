import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { PlatformError } from '../../domain/errors.ts';
import { holds } from '../../domain/lease/lease.ts';
import type { WorkloadRecords } from './workload-records.ts';

/** Throws `LEASE_LOST` when this run no longer holds its workload's lease: its writes would be another run's. */
export async function assertHolds(records: WorkloadRecords, runId: string, fencingToken: number): Promise<void> {
  const lease = await records.lease.read();
  if (holds(lease, fencingToken)) return;
  throw new PlatformError('LEASE_LOST', `Run ${runId} no longer holds the lease.`, {
    next: 'Look at the run that holds the lease now.',
    details: { runId, fencingToken, current: lease?.fencingToken },
  });
}

/** Changes the record of a run that must exist. Throws `RUN_UNKNOWN`. */
export function changeRun(
  records: WorkloadRecords,
  runId: string,
  change: (run: RunRecord) => RunRecord,
): Promise<RunRecord> {
  return records.run(runId).change((run) => {
    if (run === undefined) throw new PlatformError('RUN_UNKNOWN', `There is no run ${runId}.`);
    return change(run);
  });
}
