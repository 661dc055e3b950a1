import type { ApprovalRecord } from '../../domain/approve/approval-record.ts';
import { decideApproval } from '../../domain/approve/decide.ts';
import type { ApprovalAnswer, ApprovalRequest, PackageStateChange } from '../../domain/approve/messages.ts';
import { hasEnded } from '../../domain/conclude/end-run.ts';
import { approvalNotification } from '../../domain/conclude/notification.ts';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { beginStage, endStage } from '../../domain/conclude/stage-marks.ts';
import { recordKey } from '../../domain/records/keys.ts';
import type { Tasks } from '../adapters/executions.ts';
import type { Notifications } from '../adapters/notifications.ts';
import type { Registry } from '../adapters/registry.ts';
import { changeRun } from '../records/run-writer.ts';
import type { RecordsTable } from '../records/table.ts';
import { type WorkloadRecords, workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';

export interface ApprovePorts {
  readonly table: RecordsTable;
  readonly registry: Pick<Registry, 'describe' | 'find'>;
  readonly tasks: Tasks;
  readonly notifications: Notifications;
}

/** The state machine waits: its token is stored first, and only then the registry is read, so no answer is missed. */
export async function awaitApproval(request: ApprovalRequest, ports: ApprovePorts & StageContext): Promise<void> {
  const { workload, runId, fencingToken, packageArn, packageVersion, taskToken } = request;
  const records = workloadRecords(ports.table, workload);
  const requestedAt = ports.now().toISOString();
  await records.approval(packageVersion).change((known): ApprovalRecord => {
    if (known?.taskToken === taskToken) return known;
    // A retried task has a new token; a decision that was made counts for it too.
    const record = recordKey.approval(packageVersion);
    return { workload, record, packageArn, packageVersion, runId, requestedAt, ...known, taskToken, fencingToken };
  });
  const run = await changeRun(records, runId, fencingToken, (before) => waiting(before, ports.now()));
  const approval = await settle(records, packageVersion, ports);
  if (approval?.decision === undefined) await ports.notifications.publish(approvalNotification(run, packageVersion));
}

/** The registry says that a package's status changed. Whether anybody waits for it is looked up. */
export async function onStateChange(event: PackageStateChange, ports: ApprovePorts & StageContext): Promise<void> {
  const { ModelPackageArn: packageArn, ModelPackageVersion: packageVersion } = event.detail;
  const registered = await ports.registry.find(packageArn);
  if (registered === undefined) return ports.logger.info('not a package of the platform', { packageArn });
  const { workload, runId } = registered.facts;
  ports.logger.about({ workload, runId });
  await settle(workloadRecords(ports.table, workload), packageVersion, ports);
}

/** Answers the waiting task once the registry has a decision. The first decision is the one; repeats send it again. */
async function settle(
  records: WorkloadRecords,
  packageVersion: number,
  ports: ApprovePorts & StageContext,
): Promise<ApprovalRecord | undefined> {
  const known = await records.approval(packageVersion).read();
  if (known === undefined) {
    ports.logger.info('nobody waits for this package', { packageVersion });
    return undefined;
  }
  const { status, reason } = await ports.registry.describe(known.packageArn);
  const now = ports.now();
  const approval = await records
    .approval(packageVersion)
    .change((current) => current && decideApproval(current, { status, reason, now }));
  if (approval?.decision === undefined) return approval;
  await changeRun(records, approval.runId, approval.fencingToken, (run) => decided(run, approval, now));
  const taken = await answer(approval, ports.tasks);
  ports.logger.info(taken ? 'answered the waiting task' : 'the task waits no longer', {
    packageVersion,
    decision: approval.decision,
    registry: status,
  });
  return approval;
}

function answer({ decision, reason = '', taskToken }: ApprovalRecord, tasks: Tasks): Promise<boolean> {
  if (decision === 'rejected') {
    return tasks.fail(taskToken, 'APPROVAL_REJECTED', reason || 'A person rejected the model without a reason.');
  }
  const output: ApprovalAnswer = { decision: 'approved', reason };
  return tasks.succeed(taskToken, output);
}

const waiting = (run: RunRecord, now: Date): RunRecord =>
  hasEnded(run) ? run : { ...beginStage(run, 'approve', now), outcome: 'awaiting-approval' };

function decided(run: RunRecord, { decision, reason = '' }: ApprovalRecord, now: Date): RunRecord {
  if (hasEnded(run) || run.stages.approve?.status !== 'running') return run;
  const note = reason === '' ? `${decision}` : `${decision}: ${reason}`;
  const marked = endStage(run, 'approve', { status: decision === 'approved' ? 'done' : 'failed', now, note });
  return { ...(decision === 'approved' ? beginStage(marked, 'rollout', now) : marked), outcome: 'running' };
}
