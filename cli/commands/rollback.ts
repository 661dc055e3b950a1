import { randomBytes } from 'node:crypto';
import { PlatformError } from '../../domain/errors.ts';
import type { Released } from '../../domain/rollout/release-record.ts';
import { type CommandContext, type CommandFile, type CommandResult, followContext, withBoard } from '../command.ts';
import { type Connection, connect, requireWorkload } from '../connection/connect.ts';
import { poll } from '../follow/follow-run.ts';
import { commandLine } from '../invocation.ts';
import { timeoutOption } from './timeout-option.ts';

async function previousRelease({ records, environment }: Connection, workload: string): Promise<Released> {
  const release = await records.release(workload);
  if (release?.previous) return release.previous;
  throw new PlatformError('ROLLBACK_UNAVAILABLE', `${workload} has no earlier release to go back to.`, {
    next: `See what there is: \`${commandLine(`models ${workload}`, environment)}\`.`,
    details: { why: release ? 'What is live is the first release.' : 'Nothing is live.' },
  });
}

async function rollBack(context: CommandContext, workload: string, timeoutSeconds: number): Promise<CommandResult> {
  const connection = await connect(context.settings);
  requireWorkload(connection, workload);
  const { environment, executions, identity, platform, records } = connection;
  const target = await previousRelease(connection, workload);
  const { packageVersion, packageArn, runId } = target;
  const by = await identity.callerArn();
  const name = `rollback-${workload}-v${packageVersion}-${randomBytes(4).toString('hex')}`;
  const arn = await executions.startRollout(platform.rolloutStateMachineArn, name, {
    workload,
    runId,
    packageArn,
    packageVersion,
    reason: 'rollback',
    by,
  });

  const status = commandLine('status', environment);
  await withBoard(context, ['rollout'], async (board) => {
    const startedAt = performance.now();
    const show = (state: 'running' | 'done' | 'failed', note: string): void =>
      board.show({ name: 'rollout', status: state, note, elapsedMs: performance.now() - startedAt });
    show('running', `${name}: back to package ${packageVersion}`);
    const follow = followContext(context, records, board, timeoutSeconds);
    const ended = await poll(follow, `rollback ${name}`, status, async () => {
      const state = await executions.describe(arn);
      return state.status === 'RUNNING' ? undefined : state;
    });
    if (ended.status === 'SUCCEEDED') return show('done', `package ${packageVersion} is live`);
    show('failed', ended.error ?? ended.status);
    throw new PlatformError('ROLLOUT_FAILED', `The rollback of ${workload} ended as ${ended.status}.`, {
      next: `See what is live: \`${status}\`.`,
      details: { why: ended.cause ?? ended.error },
    });
  });
  const release = await records.release(workload);
  return {
    json: { schemaVersion: 1, workload, packageVersion, runId, executionArn: arn, live: release?.live },
    text: `${workload}: package ${packageVersion} of run ${runId} is live again.`,
    look: [arn],
    next: status,
  };
}

export const rollbackCommand: CommandFile = (program, action) => {
  program
    .command('rollback')
    .description('Put the release before the live one back, in one step')
    .argument('<workload>')
    .addOption(timeoutOption())
    .action(
      action((context, workload: string, options: { timeout: number }) => rollBack(context, workload, options.timeout)),
    );
};
