import { type CommandFile, withBoard } from '../command.ts';
import { readConfiguration, runCdkVerb } from '../deploy/environment.ts';
import { commandLine } from '../invocation.ts';
import { confirm } from '../terminal/confirm.ts';

export const destroyCommand: CommandFile = (program, action) => {
  program
    .command('destroy')
    .description('Remove the environment: its stacks, and the endpoints that rollouts made')
    .action(
      action(async (context) => {
        const { settings, terminal } = context;
        const { environment } = settings;
        await confirm(`Destroy the environment ${environment} with its live models?`, settings, terminal);
        const kept = await withBoard(context, [], async (board) => {
          const configuration = await readConfiguration(context, board);
          await runCdkVerb(context, board, 'destroy');
          return configuration.environment.removalPolicy === 'retain';
        });
        return {
          json: { schemaVersion: 1, environment, dataKept: kept },
          text: kept
            ? `${environment} is destroyed. Its buckets, keys and records are kept, as its configuration says.`
            : `${environment} is destroyed, its data too.`,
          next: commandLine('deploy', environment),
        };
      }),
    );
};
