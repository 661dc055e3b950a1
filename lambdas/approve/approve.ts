import type { ApprovalRecord } from '../../domain/approve/approval-record.ts';
import type { ApprovalRequest, PackageStateChange } from '../../domain/approve/messages.ts';
import { approvalNotification } from '../../domain/approve/news.ts';
import { hasEnded } from '../../domain/conclude/end-run.ts';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { beginStage } from '../../domain/conclude/stage-marks.ts';
import { recordKey } from '../../domain/records/keys.ts';
import { assertHolds, changeRun } from '../records/run-writer.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { ApprovePorts } from './ports.ts';
import { settle } from './settle.ts';

/** The state machine waits: its token is stored first, and only then the registry is read, so no answer is missed. */
export async function awaitApproval(request: ApprovalRequest, ports: ApprovePorts & StageContext): Promise<void> {
  const { workload, runId, fencingToken, packageVersion } = request;
  const records = workloadRecords(ports.table, workload);
  // Nobody is asked for the sake of a run that another one has taken the lease from.
  await assertHolds(records, runId, fencingToken, ports.now());
  const { facts } = await ports.registry.describe(request.packageArn);
  await reopen(request, ports);
  const requestedAt = ports.now().toISOString();
  const asked = await records.approval(packageVersion).change((known): ApprovalRecord => {
    if (known?.taskToken === request.taskToken) return known;
    const { taskToken, packageArn } = request;
    const record = recordKey.approval(packageVersion);
    const fresh = { workload, record, packageArn, packageVersion, runId, requestedAt };
    // A retried task has a new token; a decision that a person made counts for it too.
    const before = known?.decision === 'expired' ? {} : known;
    return { ...fresh, ...before, artifactSha256: facts.artifactSha256, taskToken, fencingToken };
  });
  const run = await changeRun(records, runId, fencingToken, (before) => waiting(before, ports.now()));
  const approval = await settle(workload, packageVersion, ports);
  if (approval?.decision === undefined) await ports.notifications.publish(approvalNotification(run, asked));
}

/** The registry says that a package's status changed. Whether anybody waits for it is looked up. */
export async function onStateChange(event: PackageStateChange, ports: ApprovePorts & StageContext): Promise<void> {
  const { ModelPackageArn: packageArn, ModelPackageVersion: packageVersion } = event.detail;
  const registered = await ports.registry.find(packageArn);
  if (registered === undefined) return ports.logger.info('not a package of the platform', { packageArn });
  const { workload, runId } = registered.facts;
  ports.logger.about({ workload, runId });
  await settle(workload, packageVersion, ports);
}

/** A run that was taken up again asks again: what had expired waits for a person once more. */
async function reopen({ workload, packageArn, packageVersion, taskToken }: ApprovalRequest, ports: ApprovePorts) {
  const known = await workloadRecords(ports.table, workload).approval(packageVersion).read();
  if (known?.decision !== 'expired' || known.taskToken === taskToken) return;
  const { status } = await ports.registry.describe(packageArn);
  if (status === 'Rejected')
    await ports.registry.decide(packageArn, 'PendingManualApproval', 'Waits for a person again');
}

const waiting = (run: RunRecord, now: Date): RunRecord =>
  hasEnded(run) ? run : { ...beginStage(run, 'approve', now), outcome: 'awaiting-approval' };
