import { hasEnded } from '../../domain/conclude/end-run.ts';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { PlatformError } from '../../domain/errors.ts';
import { beat, holds } from '../../domain/lease/lease.ts';
import type { WorkloadRecords } from './workload-records.ts';

/**
 * Renews the workload's lease, which is the heartbeat of a run. Throws `LEASE_LOST` when this run no longer holds it:
 * its writes would be another run's.
 */
export async function assertHolds(
  records: WorkloadRecords,
  runId: string,
  fencingToken: number,
  now: Date,
): Promise<void> {
  const lease = await records.lease.change((held) => held && beat(held, fencingToken, now));
  if (holds(lease, fencingToken)) return;
  throw lost(runId, fencingToken, lease?.fencingToken);
}

const lost = (runId: string, fencingToken: number, current: number | undefined): PlatformError =>
  new PlatformError('LEASE_LOST', `Run ${runId} no longer holds the lease.`, {
    next: 'Look at the run that holds the lease now.',
    details: { runId, fencingToken, current },
  });

/**
 * Changes the record of a run that must exist, in the name of the lease with this token. Throws `RUN_UNKNOWN`, and
 * `LEASE_LOST` when the run was taken up again since. A run that has ended stays as it ended.
 */
export function changeRun(
  records: WorkloadRecords,
  runId: string,
  fencingToken: number,
  change: (run: RunRecord) => RunRecord,
): Promise<RunRecord> {
  return records.run(runId).change((run) => {
    if (run === undefined) throw new PlatformError('RUN_UNKNOWN', `There is no run ${runId}.`);
    if (run.fencingToken > fencingToken) throw lost(runId, fencingToken, run.fencingToken);
    return hasEnded(run) ? run : change(run);
  });
}
