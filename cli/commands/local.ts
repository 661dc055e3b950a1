import { readFile } from 'node:fs/promises';
import { Option } from 'commander';
import { PlatformError } from '../../domain/errors.ts';
import {
  LOG_NAMES,
  type LogName,
  logFile,
  type RuntimeStatus,
  readRuntime,
  resetRuntime,
  startRuntime,
  stopRuntime,
} from '../../local/runtime/index.ts';
import { type Action, type CommandContext, type CommandFile, type CommandResult, withBoard } from '../command.ts';
import { INVOCATION } from '../invocation.ts';
import { renderFacts } from '../output/table.ts';
import { withStep } from '../progress/with-step.ts';
import { confirm } from '../terminal/confirm.ts';
import { addMachineCommands } from './local-machines.ts';
import { wholeNumber } from './timeout-option.ts';

/** What may be shown of a runtime: all but its credentials. */
const shown = ({ credentials: _, ...known }: RuntimeStatus): Omit<RuntimeStatus, 'credentials'> => known;

async function up(context: CommandContext, port: number | undefined): Promise<CommandResult> {
  const { stateDirectory } = context.settings;
  const runtime = await withBoard(context, [], (board) =>
    withStep(
      board,
      'local',
      (onProgress) =>
        startRuntime({ stateDirectory, onProgress, signal: context.signal, ...(port !== undefined && { port }) }),
      ({ endpointUrl }) => endpointUrl,
    ),
  );
  return {
    json: { schemaVersion: 1, runtime: shown(runtime) },
    text: `The local AWS answers at ${runtime.endpointUrl}.`,
    look: [stateDirectory],
    next: `${INVOCATION} deploy`,
  };
}

async function down(context: CommandContext): Promise<CommandResult> {
  const { stateDirectory } = context.settings;
  const wasRunning = await withBoard(context, [], (board) =>
    withStep(board, 'local', () => stopRuntime(stateDirectory)),
  );
  return {
    json: { schemaVersion: 1, wasRunning },
    text: wasRunning ? 'The local AWS is stopped; everything in it is kept.' : 'The local AWS was not running.',
    look: [stateDirectory],
    next: `${INVOCATION} local up`,
  };
}

async function reset(context: CommandContext): Promise<CommandResult> {
  const { settings, terminal } = context;
  await confirm(
    `Delete every object, model and record of the local AWS in ${settings.stateDirectory}?`,
    settings,
    terminal,
  );
  await withBoard(context, [], (board) => withStep(board, 'local', () => resetRuntime(settings.stateDirectory)));
  return {
    json: { schemaVersion: 1, stateDirectory: settings.stateDirectory },
    text: 'The local AWS is stopped and empty.',
    next: `${INVOCATION} local up`,
  };
}

async function status({ settings, terminal }: CommandContext): Promise<CommandResult> {
  const runtime = await readRuntime(settings.stateDirectory);
  const state = runtime?.state ?? 'never started';
  return {
    json: { schemaVersion: 1, runtime: runtime ? shown(runtime) : null },
    text: renderFacts(
      [
        ['state', state],
        ['reason', runtime?.reason],
        ['endpoint', runtime?.state === 'running' ? runtime.endpointUrl : undefined],
        ['process', runtime?.state === 'running' ? String(runtime.pid) : undefined],
        ['folder', settings.stateDirectory],
        ...(runtime?.restarts ?? []).map(({ at, reason }): [string, string] => ['restarted', `${at}: ${reason}`]),
      ],
      terminal.palette,
    ),
    next: runtime?.state === 'running' ? `${INVOCATION} status` : `${INVOCATION} local up`,
  };
}

/** The last lines of one of the runtime's own logs. */
async function logs({ settings }: CommandContext, name: LogName, lines: number): Promise<CommandResult> {
  const path = logFile(settings.stateDirectory, name);
  const content = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new PlatformError('FILE_NOT_FOUND', `There is no log ${path}.`, {
      next: `Run \`${INVOCATION} local up\` first.`,
      cause: error,
    });
  });
  const last = content.trimEnd().split('\n').slice(-lines);
  return { json: { schemaVersion: 1, log: name, lines: last }, text: last.join('\n'), look: [path] };
}

export const localCommand: CommandFile = (program, action: Action) => {
  const local = program.command('local').description('AWS on this machine: start, stop, look');
  local
    .command('up')
    .description('Start it, with everything that was in it when it stopped')
    .option('--port <number>', 'where AWS answers (default: the last one, else 4566, else a free one)', wholeNumber)
    .action(action((context, options: { port?: number }) => up(context, options.port)));
  local.command('down').description('Stop it and keep everything in it').action(action(down));
  local.command('reset').description('Stop it and delete everything in it').action(action(reset));
  local.command('status').description('Whether it runs, and where').action(action(status));
  local
    .command('logs')
    .description('Show the last lines of one of its logs')
    .addOption(new Option('--log <name>', 'which one').choices(LOG_NAMES).default('emulator'))
    .option('--lines <count>', 'how many', wholeNumber, 50)
    .action(action((context, options: { log: LogName; lines: number }) => logs(context, options.log, options.lines)));
  addMachineCommands(local, action);
};
