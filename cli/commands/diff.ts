import { type CommandFile, withBoard } from '../command.ts';
import { readConfiguration, runCdkVerb } from '../deploy/environment.ts';
import { EXIT } from '../failure/exit-code.ts';
import { commandLine } from '../invocation.ts';

export const diffCommand: CommandFile = (program, action) => {
  program
    .command('diff')
    .description('Show what a deployment would change; exit code 4 when there is something')
    .action(
      action(async (context) => {
        const { environment } = context.settings;
        const { output, differs } = await withBoard(context, [], async (board) => {
          await readConfiguration(context, board);
          return runCdkVerb(context, board, 'diff');
        });
        return {
          json: { schemaVersion: 1, environment, differs, output },
          text: differs ? output : 'What is deployed is what the code says.',
          next: commandLine(differs ? 'deploy' : 'status', environment),
          ...(differs && { exitCode: EXIT.differences }),
        };
      }),
    );
};
