import { holds, owesRerun, release } from '../../domain/lease/lease.ts';
import type { WorkloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { ConcludePorts, EndedRun } from './ended-run.ts';

/**
 * Releases the run's lease, and starts the run that was asked for meanwhile. The request outlives the release until
 * that run was started under a name of its own, so a crash in between loses nothing and starts nothing twice.
 */
export async function freeLease(
  { workload, fencingToken, stateMachineArn }: EndedRun,
  records: WorkloadRecords,
  { executions }: ConcludePorts & StageContext,
): Promise<string | undefined> {
  const freed = await records.lease.change((lease) =>
    lease !== undefined && holds(lease, fencingToken) ? release(lease) : lease,
  );
  if (!owesRerun(freed, fencingToken)) return undefined;
  const input = { workload, trigger: 'rerun', force: false } as const;
  const next = await executions.start(stateMachineArn, `${workload}-rerun-${fencingToken}`, input);
  await records.lease.change((lease) =>
    lease !== undefined && owesRerun(lease, fencingToken) ? { ...lease, rerunRequested: false } : lease,
  );
  return next;
}
