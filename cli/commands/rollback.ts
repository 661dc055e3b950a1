import { randomBytes } from 'node:crypto';
import { runErrorOf } from '../../domain/conclude/run-error.ts';
import { PlatformError } from '../../domain/errors.ts';
import type { ExecutionState } from '../adapters/executions.ts';
import { type CommandContext, type CommandFile, type CommandResult, followContext, withBoard } from '../command.ts';
import { type Connection, connect, requireWorkload } from '../connection/connect.ts';
import { poll } from '../follow/follow-run.ts';
import { commandLine } from '../invocation.ts';
import { destination } from '../rollback/destination.ts';
import { timeoutOption, wholeNumber } from './timeout-option.ts';

/** What the rollback waits for, when it is not its turn yet. */
async function waitingFor({ records }: Connection, workload: string, execution: string): Promise<string | undefined> {
  const holder = (await records.rollout(workload))?.holder;
  return holder === undefined || holder.execution === execution
    ? undefined
    : `waits for the rollout of package ${holder.packageVersion}`;
}

async function rollBack(
  context: CommandContext,
  workload: string,
  { timeout, to }: { readonly timeout: number; readonly to?: number },
): Promise<CommandResult> {
  const connection = await connect(context.settings);
  requireWorkload(connection, workload);
  const { environment, executions, identity, platform, records } = connection;
  const { packageVersion, packageArn, runId, takesBack } = await destination(connection, workload, to);
  const by = await identity.callerArn();
  const name = `rollback-${workload}-v${packageVersion}-${randomBytes(4).toString('hex')}`;
  const arn = await executions.startRollout(platform.rolloutStateMachineArn, name, {
    workload,
    runId,
    packageArn,
    packageVersion,
    reason: 'rollback',
    by,
    ...(takesBack !== undefined && { takesBack }),
  });

  const status = commandLine('status', environment);
  await withBoard(context, ['rollout'], async (board) => {
    const startedAt = performance.now();
    const show = (state: 'running' | 'done' | 'failed', note: string): void =>
      board.show({ name: 'rollout', status: state, note, elapsedMs: performance.now() - startedAt });
    show('running', `${name}: back to package ${packageVersion}`);
    const follow = followContext(context, records, board, timeout);
    const ended = await poll(follow, `rollback ${name}`, status, async () => {
      const state = await executions.describe(arn);
      if (state.status !== 'RUNNING') return state;
      const waits = await waitingFor(connection, workload, arn);
      if (waits !== undefined) show('running', waits);
      return undefined;
    });
    if (ended.status === 'SUCCEEDED') return show('done', `package ${packageVersion} is live`);
    show('failed', ended.error ?? ended.status);
    throw rollbackFailure(workload, ended, status);
  });
  const release = await records.release(workload);
  return {
    json: { schemaVersion: 1, workload, packageVersion, runId, executionArn: arn, live: release?.live },
    text: `${workload}: package ${packageVersion} of run ${runId} is live again.`,
    look: [arn],
    next: status,
  };
}

/** With the code that the rollout itself ended with. */
function rollbackFailure(workload: string, { status, error, cause }: ExecutionState, next: string): PlatformError {
  const { code, what, why } = runErrorOf({ Error: error ?? 'ROLLOUT_FAILED', Cause: cause ?? '' });
  const isKnown = status === 'FAILED' && error !== undefined;
  return new PlatformError(
    isKnown ? code : 'ROLLOUT_FAILED',
    isKnown ? what : `The rollback of ${workload} ended as ${status}.`,
    { next: `See what is live: \`${next}\`.`, details: { why: isKnown ? why : (cause ?? error) } },
  );
}

export const rollbackCommand: CommandFile = (program, action) => {
  program
    .command('rollback')
    .description('Put the release before the live one back, in one step')
    .argument('<workload>')
    .option('--to <package>', 'release this version of the model instead', wholeNumber)
    .addOption(timeoutOption())
    .action(
      action((context, workload: string, options: { timeout: number; to?: number }) =>
        rollBack(context, workload, options),
      ),
    );
};
