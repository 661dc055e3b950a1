import { STAGES } from '../../domain/stages.ts';
import { type Settings, settingsLine } from '../../domain/try/settings.ts';
import { type CommandContext, type CommandFile, type CommandResult, followContext, withBoard } from '../command.ts';
import { type Connection, connect, requireWorkload } from '../connection/connect.ts';
import { followStart } from '../follow/follow-start.ts';
import { commandLine } from '../invocation.ts';
import { isAscii } from '../output/interval-bar.ts';
import { runReport } from '../output/run-report.ts';
import { setOption } from './set-option.ts';
import { timeoutOption } from './timeout-option.ts';

interface StartOptions {
  readonly force?: boolean;
  readonly overBudget?: boolean;
  readonly set?: Settings;
  readonly wait?: boolean;
  readonly timeout: number;
}

const asked = (workload: string, settings: Settings | undefined): string =>
  settings === undefined
    ? `A run of ${workload} is asked for.`
    : `A try of ${workload} with ${settingsLine(settings)} is asked for: what it trains does not go live.`;

export const startCommand: CommandFile = (program, action) => {
  program
    .command('start')
    .description('Start a run over what is uploaded already, for example after one that failed')
    .argument('<workload>')
    .option('--force', 'also when the same data and configuration came to an end before')
    .option('--over-budget', "also when the day's budget is spent; the run's record says so")
    .addOption(setOption())
    .option('--wait', 'follow the run until it ends or waits for a person')
    .addOption(timeoutOption())
    .action(
      action(async (context, workload: string, options: StartOptions) => {
        const connection = await connect(context.settings);
        requireWorkload(connection, workload);
        const answer = await connection.admit.ask({
          command: 'start',
          workload,
          trigger: 'manual',
          force: options.force ?? false,
          ...(options.overBudget && { overBudget: true }),
          ...(options.set && { settings: options.set }),
        });
        const executionArn = 'executionArn' in answer ? answer.executionArn : undefined;
        if (options.wait && executionArn !== undefined) {
          return followed(context, connection, workload, executionArn, options.timeout);
        }
        return {
          json: { schemaVersion: 1, workload, executionArn },
          text: `${asked(workload, options.set)} It begins when no other one goes on, and ends at once when there is nothing new.`,
          ...(executionArn !== undefined && { look: [executionArn] }),
          next: commandLine(`runs ${workload}`, connection.environment),
        };
      }),
    );
};

async function followed(
  context: CommandContext,
  connection: Connection,
  workload: string,
  executionArn: string,
  timeoutSeconds: number,
): Promise<CommandResult> {
  const run = await withBoard(context, STAGES, (board) => {
    const follow = followContext(context, connection.records, board, timeoutSeconds);
    return followStart(follow, connection, workload, executionArn);
  });
  if (run !== undefined) {
    return runReport(run, connection, context.terminal.palette, isAscii(context.variables), { stages: false });
  }
  return {
    json: { schemaVersion: 1, workload, executionArn },
    text: `Nothing was new in ${workload}: no run began.`,
    next: commandLine(`start ${workload} --force --wait`, connection.environment),
  };
}
