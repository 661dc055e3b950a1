import { endingOfGone, holderIs } from '../../domain/keep/holder.ts';
import type { Kept } from '../../domain/keep/messages.ts';
import { beat, holds } from '../../domain/lease/lease.ts';
import type { LeaseRecord } from '../../domain/lease/lease-record.ts';
import { conclude } from '../conclude/conclude.ts';
import { freeLease, startRequestedRun } from '../conclude/free-lease.ts';
import { type WorkloadRecords, workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { KeepPorts } from './ports.ts';

/**
 * The lease of a workload after a look at its holder: renewed while that is at work, and free, with its run ended as
 * `conclude` ends one, when it is gone. A free lease that owes a run gets it started.
 */
export async function keepLease(workload: string, ports: KeepPorts & StageContext): Promise<Kept> {
  const records = workloadRecords(ports.table, workload);
  const lease = await records.lease.read();
  if (lease?.holder === undefined)
    return withStart({ workload, lease: 'free' }, await startRequested(lease, records, ports));
  const seen = await ports.executions.describe(lease.holder);
  const holder = holderFacts(lease, lease.holder);
  if (holderIs(lease, seen, ports.now()) === 'at-work') {
    // Only what was seen at work is a sign of life: an execution that nobody knows yet renews nothing.
    if (seen !== undefined) {
      await records.lease.change((held) => held && beat(held, lease.fencingToken, ports.now()));
    }
    return { workload, lease: 'held', holder };
  }
  ports.logger.warn('the holder of the lease is gone', { workload, runId: lease.runId, status: seen?.status });
  const { fencingToken, runId } = lease;
  const freed = { workload, fencingToken, stateMachineArn: ports.retrainStateMachineArn };
  const next =
    runId === undefined
      ? await freeLease(freed, records, ports.executions)
      : (await conclude({ ...freed, runId, ending: endingOfGone(seen) }, ports)).next;
  return withStart({ workload, lease: 'freed', holder }, next);
}

async function startRequested(
  lease: LeaseRecord | undefined,
  records: WorkloadRecords,
  { executions, retrainStateMachineArn }: KeepPorts,
): Promise<string | undefined> {
  if (lease === undefined || holds(lease, lease.fencingToken)) return undefined;
  const { workload, fencingToken } = lease;
  return startRequestedRun({ workload, fencingToken, stateMachineArn: retrainStateMachineArn }, records, executions);
}

const holderFacts = (
  { runId, fencingToken, acquiredAt, heartbeatAt }: LeaseRecord,
  executionArn: string,
): NonNullable<Kept['holder']> => ({
  executionArn,
  fencingToken,
  ...(runId === undefined ? {} : { runId }),
  ...(acquiredAt === undefined ? {} : { acquiredAt }),
  ...(heartbeatAt === undefined ? {} : { heartbeatAt }),
});

const withStart = (kept: Kept, started: string | undefined): Kept =>
  started === undefined ? kept : { ...kept, started };
