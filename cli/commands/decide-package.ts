import { PlatformError } from '../../domain/errors.ts';
import type { CommandContext, CommandResult } from '../command.ts';
import { connect } from '../connection/connect.ts';
import { findRun } from '../connection/find-run.ts';
import { commandLine } from '../invocation.ts';

const WORDS = { Approved: 'approved', Rejected: 'rejected' } as const;
type Decision = keyof typeof WORDS;

/**
 * Changes the approval status of a run's model package; the registry's event lets the run go on.
 * The first decision stands: the same one again changes nothing, the other one is an error.
 */
export async function decidePackage(
  { settings }: CommandContext,
  runId: string,
  decision: Decision,
  reason: string,
): Promise<CommandResult> {
  const connection = await connect(settings);
  const { environment, registry } = connection;
  const run = await findRun(connection, runId);
  const watch = commandLine(`run ${runId} --watch`, environment);
  if (run.packageArn === undefined) {
    throw new PlatformError('USAGE', `Run ${runId} has registered no model to decide on.`, {
      next: `See where it is: \`${commandLine(`run ${runId}`, environment)}\`.`,
      details: { why: `Its outcome is ${run.outcome}.` },
    });
  }
  const found = await registry.describe(run.packageArn);
  const pending = found.approval === 'PendingManualApproval';
  if (!pending && found.approval !== decision) throw decidedOtherwise(runId, found.approval, found.reason, watch);
  if (pending) await registry.decide(run.packageArn, decision, reason);
  const word = pending ? WORDS[decision] : `${WORDS[decision]} before`;
  return {
    json: { schemaVersion: 1, runId, packageVersion: found.version, approval: decision, changed: pending },
    text: `run ${runId}: package ${found.version} of ${run.workload} ${word}.`,
    look: [run.packageArn],
    next: watch,
  };
}

function decidedOtherwise(runId: string, approval: string, reason: string, watch: string): PlatformError {
  const options = { next: `See what came of it: \`${watch}\`.`, details: { why: reason || 'No reason was given.' } };
  return approval === 'Rejected'
    ? new PlatformError(
        'APPROVAL_REJECTED',
        `The model of run ${runId} was rejected before; the first decision stands.`,
        options,
      )
    : new PlatformError('USAGE', `The model of run ${runId} was approved before; the first decision stands.`, options);
}
