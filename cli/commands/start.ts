import { type Settings, settingsLine } from '../../domain/try/settings.ts';
import type { CommandFile } from '../command.ts';
import { connect, requireWorkload } from '../connection/connect.ts';
import { commandLine } from '../invocation.ts';
import { setOption } from './set-option.ts';

interface StartOptions {
  readonly force?: boolean;
  readonly overBudget?: boolean;
  readonly set?: Settings;
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
    .action(
      action(async ({ settings }, workload: string, options: StartOptions) => {
        const connection = await connect(settings);
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
        return {
          json: { schemaVersion: 1, workload, executionArn },
          text: `${asked(workload, options.set)} It begins when no other one goes on, and ends at once when there is nothing new.`,
          ...(executionArn !== undefined && { look: [executionArn] }),
          next: commandLine(`runs ${workload}`, connection.environment),
        };
      }),
    );
};
