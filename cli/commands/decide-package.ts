import type { ApprovalRecord } from '../../domain/approve/approval-record.ts';
import { hasEnded } from '../../domain/conclude/end-run.ts';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { PlatformError } from '../../domain/errors.ts';
import type { ModelPackage } from '../adapters/registry.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { type Connection, connect } from '../connection/connect.ts';
import { findRun } from '../connection/find-run.ts';
import { systemClock } from '../follow/clock.ts';
import { commandLine } from '../invocation.ts';
import { requireDigest } from './require-digest.ts';

const WORDS = { Approved: 'approved', Rejected: 'rejected' } as const;
type Decision = keyof typeof WORDS;

/** How long the platform may take to hear of a decision before the command goes on without its word. */
const HEARD_WITHIN_MS = 15_000;
const POLL_MS = 300;

/**
 * Changes the approval status of a run's model package; the registry's event lets the run go on. There is one decision:
 * the same one again changes nothing, another one is told what stands.
 */
export async function decidePackage(
  { settings, signal }: CommandContext,
  runId: string,
  decision: Decision,
  { reason, digest }: { readonly reason: string; readonly digest?: string },
): Promise<CommandResult> {
  const connection = await connect(settings);
  const run = await findRun(connection, runId);
  return decideRun(connection, run, decision, { reason, digest, signal });
}

/** What a decision needs of a connection. */
export interface DecisionPorts {
  readonly environment: string;
  readonly registry: Pick<Connection['registry'], 'describe' | 'decide'>;
  readonly records: Pick<Connection['records'], 'approval'>;
}

interface DecisionOptions {
  readonly reason: string;
  readonly digest?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Decides about the package of a run. Throws `USAGE`, `APPROVAL_MISMATCH`, `APPROVAL_DECIDED`, `APPROVAL_EXPIRED` or
 * `APPROVAL_UNAWAITED`.
 */
export async function decideRun(
  ports: DecisionPorts,
  run: RunRecord,
  decision: Decision,
  { reason, digest, signal }: DecisionOptions,
): Promise<CommandResult> {
  const { environment, registry, records } = ports;
  const { runId, workload, packageArn } = run;
  if (packageArn === undefined) {
    throw new PlatformError('USAGE', `Run ${runId} has registered no model to decide on.`, {
      next: `See where it is: \`${commandLine(`run ${runId}`, environment)}\`.`,
      details: { why: `Its outcome is ${run.outcome}.` },
    });
  }
  const found = await registry.describe(packageArn);
  requireDigest(run, found, digest, environment);
  const asked = await records.approval(workload, found.version);
  const standing = standingDecision(found, asked);
  if (standing !== undefined && standing.decision !== WORDS[decision])
    throw decidedOtherwise(run, standing, environment);
  // A no needs nobody who waits: it takes the package out of what is pending.
  if (standing === undefined && hasEnded(run) && decision === 'Approved') throw unawaited(run, environment);
  // What the platform has not heard, or the registry says otherwise, is said once more.
  const isUnheard = asked !== undefined && asked.decision === undefined && !hasEnded(run);
  if (standing === undefined || isUnheard || found.approval !== decision) {
    await registry.decide(packageArn, decision, reason);
    const heard = await heardDecision(ports, run, found.version, signal);
    if (heard !== undefined && heard.decision !== WORDS[decision]) throw decidedOtherwise(run, heard, environment);
  }
  const changed = standing === undefined;
  return {
    json: {
      schemaVersion: 1,
      runId,
      packageVersion: found.version,
      digest: found.artifactSha256 && `sha256:${found.artifactSha256}`,
      approval: decision,
      changed,
    },
    text: `run ${runId}: package ${found.version} of ${workload} ${WORDS[decision]}${changed ? '' : ' before'}.`,
    look: [packageArn],
    next: commandLine(`run ${runId} --watch`, environment),
  };
}

/** The decision that counts, with its author where they are known. */
type Standing = Pick<ApprovalRecord, 'reason' | 'decidedBy'> & {
  readonly decision: NonNullable<ApprovalRecord['decision']>;
};

/** What the platform has taken for the decision; before it was asked, what the registry says. */
function standingDecision(found: ModelPackage, approval: ApprovalRecord | undefined): Standing | undefined {
  if (approval?.decision !== undefined) return { ...approval, decision: approval.decision };
  if (found.approval !== 'Approved' && found.approval !== 'Rejected') return undefined;
  return { decision: WORDS[found.approval], reason: found.reason, decidedBy: found.decidedBy };
}

/** Two people may have decided at once: what the platform took. Undefined when it has not asked yet. */
async function heardDecision(
  { records }: DecisionPorts,
  { workload }: RunRecord,
  packageVersion: number,
  signal: AbortSignal,
): Promise<Standing | undefined> {
  const deadline = Date.now() + HEARD_WITHIN_MS;
  while (Date.now() < deadline && !signal.aborted) {
    const approval = await records.approval(workload, packageVersion);
    if (approval === undefined) return undefined;
    if (approval.decision !== undefined) return { ...approval, decision: approval.decision };
    await systemClock.wait(POLL_MS, signal);
  }
  return undefined;
}

function decidedOtherwise(
  { runId, workload }: RunRecord,
  { decision, reason, decidedBy }: Standing,
  environment: string,
): PlatformError {
  if (decision === 'expired') {
    return new PlatformError('APPROVAL_EXPIRED', `The time to decide about the model of run ${runId} is over.`, {
      next: `Let the run ask again: \`${commandLine(`run ${runId} --resume`, environment)}\`.`,
      details: { why: reason },
    });
  }
  const who = decidedBy === undefined ? '' : ` by ${decidedBy}`;
  return new PlatformError('APPROVAL_DECIDED', `The model of run ${runId} was ${decision} before${who}; that stands.`, {
    next: `See what stands: \`${commandLine(`models ${workload}`, environment)}\`.`,
    details: { why: reason === undefined || reason === '' ? 'No reason was given.' : reason },
  });
}

const unawaited = ({ runId, outcome }: RunRecord, environment: string): PlatformError =>
  new PlatformError('APPROVAL_UNAWAITED', `Run ${runId} has ended, so nobody waits for a decision about its model.`, {
    next: `Let the run ask again: \`${commandLine(`run ${runId} --resume`, environment)}\`.`,
    details: { why: `Its outcome is ${outcome}.` },
  });
