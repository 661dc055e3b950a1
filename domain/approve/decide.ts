import type { ApprovalRecord } from './approval-record.ts';

/** What the registry says of a model package. */
export type RegistryStatus = 'Approved' | 'Rejected' | 'PendingManualApproval';

/**
 * The approval after a look at the registry. The first decision stands: a later, contradictory one changes nothing.
 * While the registry is pending there is no decision.
 */
export function decideApproval(
  approval: ApprovalRecord,
  seen: { readonly status: RegistryStatus; readonly reason: string; readonly now: Date },
): ApprovalRecord {
  if (approval.decision !== undefined || seen.status === 'PendingManualApproval') return approval;
  return {
    ...approval,
    decision: seen.status === 'Approved' ? 'approved' : 'rejected',
    reason: seen.reason,
    decidedAt: seen.now.toISOString(),
  };
}
