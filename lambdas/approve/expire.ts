import { EXPIRED_REASON, expireApproval } from '../../domain/approve/decide.ts';
import type { ApprovalAnswer, ApprovalExpiry } from '../../domain/approve/messages.ts';
import { PlatformError } from '../../domain/errors.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { ApprovePorts } from './ports.ts';
import { settle } from './settle.ts';

/**
 * The time for a decision is over. One that was made at the last moment, or whose event got lost, still counts; else
 * the package is rejected as expired, so that nobody approves it any more. Throws `APPROVAL_REJECTED` or
 * `APPROVAL_EXPIRED`.
 */
export async function expire(input: ApprovalExpiry, ports: ApprovePorts & StageContext): Promise<ApprovalAnswer> {
  const { workload, packageArn, packageVersion } = input;
  await settle(workload, packageVersion, ports);
  const approval = await workloadRecords(ports.table, workload)
    .approval(packageVersion)
    .change((current) => current && expireApproval(current, ports.now()));
  const { decision = 'expired', reason = '' } = approval ?? {};
  switch (decision) {
    case 'approved':
      return { decision, reason };
    case 'rejected':
      throw new PlatformError('APPROVAL_REJECTED', reason || 'A person rejected the model without a reason.');
    case 'expired': {
      const { status } = await ports.registry.describe(packageArn);
      if (status === 'PendingManualApproval') await ports.registry.decide(packageArn, 'Rejected', EXPIRED_REASON);
      throw new PlatformError('APPROVAL_EXPIRED', `Nobody approved or rejected version ${packageVersion} in time.`, {
        details: { requestedAt: approval?.requestedAt },
      });
    }
  }
}
