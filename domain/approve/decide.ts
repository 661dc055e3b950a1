import type { ApprovalStatus } from '../register/package-facts.ts';
import type { ApprovalRecord } from './approval-record.ts';

/** What the registry says of a model package. */
export interface RegistrySaying {
  readonly status: ApprovalStatus;
  readonly reason: string;
  /** ARN or name of who changed it last, where the registry knows. */
  readonly decidedBy: string | undefined;
}

/**
 * The approval after a look at the registry. The first decision stands: a later, contradictory one changes nothing.
 * While the registry is pending there is no decision.
 */
export function decideApproval(
  approval: ApprovalRecord,
  { status, reason, decidedBy }: RegistrySaying,
  now: Date,
): ApprovalRecord {
  if (approval.decision !== undefined || status === 'PendingManualApproval') return approval;
  return {
    ...approval,
    decision: status === 'Approved' ? 'approved' : 'rejected',
    reason,
    ...(decidedBy === undefined ? {} : { decidedBy }),
    decidedAt: now.toISOString(),
  };
}

/** The approval after its time is over. A decision that was made stands. */
export const expireApproval = (approval: ApprovalRecord, now: Date): ApprovalRecord =>
  approval.decision === undefined
    ? { ...approval, decision: 'expired', reason: EXPIRED_REASON, decidedAt: now.toISOString() }
    : approval;

/** What the registry keeps of a package that nobody decided about. */
export const EXPIRED_REASON = 'Expired: nobody decided within the time limit';

/** True when the registry says the opposite of the decision that stands. */
export const isContradicted = ({ decision }: Pick<ApprovalRecord, 'decision'>, status: ApprovalStatus): boolean =>
  decision !== undefined && status !== 'PendingManualApproval' && (decision === 'approved') !== (status === 'Approved');
