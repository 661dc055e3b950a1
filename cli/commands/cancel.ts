import { assertCancellable, CANCELLED, cancellation } from '../../domain/conclude/cancel.ts';
import { hasEnded } from '../../domain/conclude/end-run.ts';
import { STAGES } from '../../domain/stages.ts';
import { type CommandContext, type CommandFile, type CommandResult, followContext, withBoard } from '../command.ts';
import { connect } from '../connection/connect.ts';
import { findRun } from '../connection/find-run.ts';
import { followRun } from '../follow/follow-run.ts';
import { commandLine } from '../invocation.ts';
import { timeoutOption } from './timeout-option.ts';

/** Stops a run's execution; its jobs, its record and its lease are seen to by the platform, which this waits for. */
async function cancel(
  context: CommandContext,
  runId: string,
  reason: string | undefined,
  timeoutSeconds: number,
): Promise<CommandResult> {
  const connection = await connect(context.settings);
  const { environment, executions, identity, records } = connection;
  const run = await findRun(connection, runId);
  assertCancellable(run);
  await executions.stop(run.executionArn, CANCELLED, cancellation(await identity.callerArn(), reason));
  const again = commandLine(`run ${runId}`, environment);
  const ended = await withBoard(context, STAGES.slice(1), (board) =>
    followRun(followContext(context, records, board, timeoutSeconds), run.workload, runId, again, hasEnded),
  );
  const { outcome, error, stoppedJobs = [] } = ended;
  const isCancelled = error?.code === CANCELLED;
  const waiting = run.outcome === 'awaiting-approval' ? ' Its model stays pending in the registry.' : '';
  return {
    json: { schemaVersion: 1, runId, outcome, cancelled: isCancelled, stoppedJobs, ...(error && { error }) },
    text: isCancelled
      ? `run ${runId}: cancelled, its jobs with it. What was live still is.${waiting}`
      : `run ${runId} ended by itself before it could be cancelled: ${outcome}.`,
    next: isCancelled ? commandLine(`run ${runId} --resume`, environment) : again,
  };
}

export const cancelCommand: CommandFile = (program, action) => {
  program
    .command('cancel')
    .description('Stop a run and its jobs; what is live stays, and the run can be resumed')
    .argument('<id>', 'run id, as `runs` lists it')
    .option('--reason <text>', 'why; kept with the run')
    .addOption(timeoutOption())
    .action(
      action((context, runId: string, options: { reason?: string; timeout: number }) =>
        cancel(context, runId, options.reason, options.timeout),
      ),
    );
};
