import { type Notification, notification } from '../conclude/notification.ts';
import type { RunRecord } from '../conclude/run-record.ts';
import type { ApprovalRecord } from './approval-record.ts';
import { isContradicted, type RegistrySaying } from './decide.ts';

/** News about a decision that has not the effect that its author may expect. */
export interface ApprovalNews {
  /** The same news has the same key. */
  readonly key: string;
  readonly notification: Notification;
}

/** News of a model that a person has to decide on. */
export function approvalNotification(run: RunRecord, { packageVersion, artifactSha256 }: ApprovalRecord): Notification {
  const { workload, runId, decision, packageArn } = run;
  const digest = artifactSha256 === undefined ? '' : ` --digest sha256:${artifactSha256}`;
  return notification(`${workload} ${runId}: version ${packageVersion} waits for your approval`, {
    kind: 'approval-requested',
    workload,
    runId,
    packageArn,
    packageVersion,
    artifactSha256,
    decision,
    next: `trainyard approve ${runId}${digest} --reason "…", or trainyard reject ${runId} --reason "…"`,
  });
}

/**
 * What people are told of a decided approval: that the registry was changed against the decision that stands, or that
 * the run ended before it heard of the decision.
 */
export function newsOf(approval: ApprovalRecord, saying: RegistrySaying, wasHeard: boolean): ApprovalNews | undefined {
  if (isContradicted(approval, saying.status)) return contradicted(approval, saying);
  if (approval.decision === 'approved' && !wasHeard) return unheard(approval);
  return undefined;
}

function contradicted(approval: ApprovalRecord, { status, reason, decidedBy }: RegistrySaying): ApprovalNews {
  const { workload, runId, packageArn, packageVersion, decision } = approval;
  const facts = { kind: 'approval-contradicted', workload, runId, packageArn, packageVersion };
  return {
    key: `contradicted:${status}`,
    notification: notification(
      `${workload} ${runId}: version ${packageVersion} was set to ${status}, but it is ${decision}; that stands`,
      {
        ...facts,
        stands: { decision, reason: approval.reason, by: approval.decidedBy, at: approval.decidedAt },
        registry: { status, reason, by: decidedBy },
        next: NEXT[decision ?? 'expired'](workload, runId),
      },
    ),
  };
}

function unheard({ workload, runId, packageArn, packageVersion, reason, decidedBy }: ApprovalRecord): ApprovalNews {
  return {
    key: 'unheard',
    notification: notification(
      `${workload} ${runId}: version ${packageVersion} was approved, but its run has ended; nothing goes live`,
      {
        kind: 'approval-unheard',
        workload,
        runId,
        packageArn,
        packageVersion,
        reason,
        by: decidedBy,
        next: `trainyard run ${runId} --resume releases it`,
      },
    ),
  };
}

/** What to do for those who want the other decision. */
const NEXT: Record<NonNullable<ApprovalRecord['decision']>, (workload: string, runId: string) => string> = {
  approved: (workload) => `trainyard rollback ${workload} takes it back`,
  rejected: (workload) => `trainyard start ${workload} --force makes another model`,
  expired: (_workload, runId) => `trainyard run ${runId} --resume asks again`,
};
