import { Command } from 'commander';
import type { Action, CommandFile } from './command.ts';
import { approveCommand } from './commands/approve.ts';
import { baseCommand } from './commands/base.ts';
import { cancelCommand } from './commands/cancel.ts';
import { checkCommand } from './commands/check.ts';
import { demoCommand } from './commands/demo.ts';
import { deployCommand } from './commands/deploy.ts';
import { destroyCommand } from './commands/destroy.ts';
import { diffCommand } from './commands/diff.ts';
import { doctorCommand } from './commands/doctor.ts';
import { localCommand } from './commands/local.ts';
import { modelsCommand } from './commands/models.ts';
import { predictCommand } from './commands/predict.ts';
import { quarantineCommand } from './commands/quarantine.ts';
import { rejectCommand } from './commands/reject.ts';
import { rollbackCommand } from './commands/rollback.ts';
import { runCommand } from './commands/run.ts';
import { runsCommand } from './commands/runs.ts';
import { startCommand } from './commands/start.ts';
import { statusCommand } from './commands/status.ts';
import { unlockCommand } from './commands/unlock.ts';
import { uploadCommand } from './commands/upload.ts';
import { uploadsCommand } from './commands/uploads.ts';

const COMMANDS: readonly CommandFile[] = [
  localCommand,
  deployCommand,
  diffCommand,
  destroyCommand,
  checkCommand,
  baseCommand,
  uploadCommand,
  uploadsCommand,
  startCommand,
  runsCommand,
  runCommand,
  cancelCommand,
  approveCommand,
  rejectCommand,
  modelsCommand,
  predictCommand,
  rollbackCommand,
  statusCommand,
  unlockCommand,
  quarantineCommand,
  doctorCommand,
  demoCommand,
];

const EXIT_CODES = `
Exit codes: 0 done · 1 unexpected · 2 wrong use or configuration · 3 the gate or a person said no ·
4 differences found · 5 the remote run failed · 6 locked or busy · 7 credentials or quota · 130 interrupted

A flag beats its environment variable, which beats trainyard.json, which beats the default.`;

export interface ProgramOutput {
  help(text: string): void;
}

/** The whole command line. Nothing runs before `parseAsync`. */
export function buildProgram(version: string, action: Action, output: ProgramOutput): Command {
  const program = new Command('trainyard')
    .description('Labelled text in, a gated, versioned, live model out: on AWS, and whole on this machine.')
    .version(version)
    .option(
      '--env <name>',
      'deployed environment; `local` is the runtime on this machine (TRAINYARD_ENV; default local)',
    )
    .option('--profile <name>', 'AWS profile (AWS_PROFILE)')
    .option('--region <name>', 'AWS region (AWS_REGION)')
    .option('--state <folder>', "the local runtime's state (TRAINYARD_STATE; default .trainyard)")
    .option('--json', 'print one JSON object on stdout (TRAINYARD_JSON)')
    .option('--yes', 'answer every question with yes (TRAINYARD_YES)')
    .option('--quiet', 'show no progress (TRAINYARD_QUIET)')
    .addHelpText('after', EXIT_CODES);
  for (const add of COMMANDS) add(program, action);
  applyToAll(program, (command) => {
    command
      .exitOverride()
      .configureHelp({ showGlobalOptions: true })
      // What commander would print as an error is thrown to us as well; it is printed once, as the error object.
      .configureOutput({ writeOut: output.help, writeErr: () => undefined });
  });
  return program;
}

function applyToAll(command: Command, change: (command: Command) => void): void {
  change(command);
  for (const child of command.commands) applyToAll(child, change);
}
