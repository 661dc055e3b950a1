import type { ApprovalRecord } from '../../domain/approve/approval-record.ts';
import { decideApproval } from '../../domain/approve/decide.ts';
import type { ApprovalAnswer } from '../../domain/approve/messages.ts';
import { newsOf } from '../../domain/approve/news.ts';
import { hasEnded } from '../../domain/conclude/end-run.ts';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { beginStage, endStage } from '../../domain/conclude/stage-marks.ts';
import type { RegisteredPackage } from '../../domain/register/package-facts.ts';
import type { Tasks } from '../adapters/executions.ts';
import type { Notifications } from '../adapters/notifications.ts';
import type { Registry } from '../adapters/registry.ts';
import type { RecordsTable } from '../records/table.ts';
import { type WorkloadRecords, workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';

export interface SettlePorts {
  readonly table: RecordsTable;
  readonly registry: Pick<Registry, 'describe'>;
  readonly tasks: Tasks;
  readonly notifications: Notifications;
}

/**
 * Answers the waiting task once the registry has a decision. The first decision is the one; repeats send it again, and
 * who wanted another one is told what stands. Undefined when nobody ever waited for this package.
 */
export async function settle(
  workload: string,
  packageVersion: number,
  ports: SettlePorts & StageContext,
): Promise<ApprovalRecord | undefined> {
  const records = workloadRecords(ports.table, workload);
  const known = await records.approval(packageVersion).read();
  if (known === undefined) {
    ports.logger.info('nobody waits for this package', { packageVersion });
    return undefined;
  }
  const registered = await ports.registry.describe(known.packageArn);
  const saying = { status: registered.status, reason: registered.reason, decidedBy: registered.decidedBy };
  const now = ports.now();
  const approval = await records
    .approval(packageVersion)
    .change((current) => current && decideApproval(current, saying, now));
  if (approval?.decision === undefined) return approval;
  const wasHeard = approval.decision === 'expired' || (await markAndAnswer(approval, records, ports));
  await tell(approval, registered, wasHeard, records, ports);
  return approval;
}

/** False when neither the task nor the run goes on any more. */
async function markAndAnswer(
  approval: ApprovalRecord,
  records: WorkloadRecords,
  { tasks, now, logger }: SettlePorts & StageContext,
): Promise<boolean> {
  const run = await records.run(approval.runId).change((current) => current && decided(current, approval, now()));
  const { decision, packageVersion, taskToken, reason = '' } = approval;
  const output: ApprovalAnswer = { decision: 'approved', reason };
  const isTaken =
    decision === 'rejected'
      ? await tasks.fail(taskToken, 'APPROVAL_REJECTED', reason || 'A person rejected the model without a reason.')
      : await tasks.succeed(taskToken, output);
  logger.info(isTaken ? 'answered the waiting task' : 'the task waits no longer', { packageVersion, decision });
  // Of a run that went on, ended and was deployed, nobody has to hear again.
  return isTaken || (run !== undefined && (!hasEnded(run) || run.stages.approve?.status === 'done'));
}

async function tell(
  approval: ApprovalRecord,
  { status, reason, decidedBy }: RegisteredPackage,
  wasHeard: boolean,
  records: WorkloadRecords,
  { notifications }: SettlePorts,
): Promise<void> {
  const news = newsOf(approval, { status, reason, decidedBy }, wasHeard);
  if (news?.key === approval.told) return;
  // Before the record says so: news may come twice, but not never.
  if (news !== undefined) await notifications.publish(news.notification);
  await records.approval(approval.packageVersion).change((current) => current && withTold(current, news?.key));
}

function withTold({ told: _before, ...approval }: ApprovalRecord, told: string | undefined): ApprovalRecord {
  return told === undefined ? approval : { ...approval, told };
}

function decided(run: RunRecord, approval: ApprovalRecord, now: Date): RunRecord {
  // A run that was taken up again since asks for itself.
  if (hasEnded(run) || run.fencingToken > approval.fencingToken || run.stages.approve?.status !== 'running') return run;
  const { decision, reason = '', decidedBy } = approval;
  const who = decidedBy === undefined ? `${decision}` : `${decision} by ${decidedBy}`;
  const note = reason === '' ? who : `${who}: ${reason}`;
  const marked = endStage(run, 'approve', { status: decision === 'approved' ? 'done' : 'failed', now, note });
  return { ...(decision === 'approved' ? beginStage(marked, 'rollout', now) : marked), outcome: 'running' };
}
