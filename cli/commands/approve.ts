import type { CommandFile } from '../command.ts';
import { decidePackage } from './decide-package.ts';

export const approveCommand: CommandFile = (program, action) => {
  program
    .command('approve')
    .description('Approve the model that a run waits with')
    .argument('<run>', 'run id')
    .requiredOption('--reason <text>', 'why; kept in the model registry')
    .option('--digest <sha256>', 'refuse unless the run registered this artifact, as `models` lists it')
    .action(
      action((context, runId: string, options: { reason: string; digest?: string }) =>
        decidePackage(context, runId, 'Approved', options),
      ),
    );
};
