import type { ApprovalRecord } from '../approve/approval-record.ts';
import { isContradicted } from '../approve/decide.ts';
import { hasEnded } from '../conclude/end-run.ts';
import type { RunRecord } from '../conclude/run-record.ts';
import type { ErrorCode } from '../errors.ts';
import type { Mismatch, Testimony } from './testimony.ts';

/** Ends that say that the model is not to go live: nothing is missing then. */
const FINAL: ReadonlySet<ErrorCode> = new Set(['ROLLOUT_FAILED', 'ROLLOUT_SUPERSEDED', 'ARTIFACT_INVALID']);

/** Between the registry on one side and the live release, the decisions of people and the runs on the other. */
export function approvalMismatches(seen: Testimony, isUnderWay: boolean): Mismatch[] {
  return [
    ...liveMismatch(seen),
    ...seen.approvals.flatMap((one) => decisionMismatch(seen, one)),
    ...(isUnderWay ? [] : unreleased(seen)),
  ];
}

function liveMismatch({ release, packages }: Testimony): Mismatch[] {
  if (release === undefined) return [];
  const { live, previous } = release;
  const status = packages.get(live.packageVersion)?.status;
  if (status === undefined || status === 'Approved') return [];
  return [
    {
      between: ['registry', 'release record'],
      what:
        status === 'gone'
          ? `package ${live.packageVersion} is live, but the registry does not have it any more`
          : `package ${live.packageVersion} is live, but the registry says ${status}`,
      mend: previous === undefined ? { kind: 'start' } : { kind: 'rollback' },
    },
  ];
}

function decisionMismatch({ packages, runs, release }: Testimony, approval: ApprovalRecord): Mismatch[] {
  const { packageVersion, decision, decidedBy, runId } = approval;
  const status = packages.get(packageVersion)?.status;
  const isLive = release?.live.packageVersion === packageVersion;
  if (status === undefined || status === 'gone' || (isLive && status !== 'Approved')) return [];
  const run = runs.find((one) => one.runId === runId);
  if (isContradicted(approval, status)) {
    const who = decidedBy === undefined ? '' : ` by ${decidedBy}`;
    return [
      {
        between: ['registry', 'run'],
        what: `the registry says ${status} of package ${packageVersion}, but it was ${decision}${who}; that stands`,
        mend:
          decision === 'expired'
            ? { kind: 'resume', runId }
            : { kind: 'decide', runId, decision: decision === 'approved' ? 'approve' : 'reject' },
      },
    ];
  }
  if (decision !== undefined || run === undefined || !hasEnded(run)) return [];
  const what = `package ${packageVersion} is ${status} in the registry, but its run ended before it heard of a decision`;
  return [{ between: ['registry', 'run'], what, mend: { kind: 'resume', runId } }];
}

/** The newest run was to release its model and ended before it did. */
function unreleased({ runs, release, packages }: Testimony): Mismatch[] {
  const run = runs.find(({ packageVersion }) => packageVersion !== undefined);
  if (run === undefined || !stoppedShort(run) || run.packageVersion === undefined) return [];
  const isApproved = packages.get(run.packageVersion)?.status === 'Approved';
  if (!isApproved || run.packageVersion <= (release?.live.packageVersion ?? 0)) return [];
  return [
    {
      between: ['registry', 'release record'],
      what: `package ${run.packageVersion} is approved, but its run ended before it went live`,
      mend: { kind: 'resume', runId: run.runId },
    },
  ];
}

const stoppedShort = ({ outcome, error }: RunRecord): boolean =>
  outcome === 'failed' && (error === undefined || !FINAL.has(error.code));
