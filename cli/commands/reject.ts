import type { CommandFile } from '../command.ts';
import { decidePackage } from './decide-package.ts';

export const rejectCommand: CommandFile = (program, action) => {
  program
    .command('reject')
    .description('Reject the model that a run waits with')
    .argument('<run>', 'run id')
    .requiredOption('--reason <text>', 'why; kept in the model registry')
    .action(
      action((context, runId: string, options: { reason: string }) =>
        decidePackage(context, runId, 'Rejected', options.reason),
      ),
    );
};
