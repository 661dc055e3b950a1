import { holds, owesRerun, release } from '../../domain/lease/lease.ts';
import type { Executions } from '../adapters/executions.ts';
import type { WorkloadRecords } from '../records/workload-records.ts';
import type { EndedRun } from './ended-run.ts';

type Freed = Pick<EndedRun, 'workload' | 'fencingToken' | 'stateMachineArn'>;

/** Releases the run's lease, and starts the run that was asked for meanwhile. */
export async function freeLease(
  freed: Freed,
  records: WorkloadRecords,
  executions: Pick<Executions, 'start'>,
): Promise<string | undefined> {
  await records.lease.change((lease) =>
    lease !== undefined && holds(lease, freed.fencingToken) ? release(lease) : lease,
  );
  return startRequestedRun(freed, records, executions);
}

/**
 * Starts the run that a free lease still owes. The request outlives the release until that run was started under a name
 * of its own, so a crash in between loses nothing and starts nothing twice.
 */
export async function startRequestedRun(
  { workload, fencingToken, stateMachineArn }: Freed,
  records: WorkloadRecords,
  executions: Pick<Executions, 'start'>,
): Promise<string | undefined> {
  if (!owesRerun(await records.lease.read(), fencingToken)) return undefined;
  const input = { workload, trigger: 'rerun', force: false } as const;
  const next = await executions.start(stateMachineArn, `${workload}-rerun-${fencingToken}`, input);
  await records.lease.change((lease) =>
    lease !== undefined && owesRerun(lease, fencingToken) ? { ...lease, rerunRequested: false } : lease,
  );
  return next;
}
