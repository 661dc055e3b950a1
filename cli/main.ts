import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { z } from 'zod';
import { actAs } from '../faults/component.ts';
import type { Action, CommandContext, CommandResult } from './command.ts';
import { EXIT, exitCodeOf } from './failure/exit-code.ts';
import { asPlatformError, failureOf } from './failure/failure.ts';
import { repeatPlace, type TypedPlace } from './invocation.ts';
import { printFailure, printResult } from './print.ts';
import { buildProgram } from './program.ts';
import { ROOT } from './root.ts';
import { readConfigurationFile } from './settings/configuration-file.ts';
import { flagsSchema, resolveSettings } from './settings/settings.ts';
import { openTerminal } from './terminal/terminal.ts';

const packageSchema = z.object({ version: z.string() });
const versionOfPackage = (): string =>
  packageSchema.parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))).version;

/** Help and the version are printed by commander, on purpose. */
const isHelp = (error: unknown): boolean => error instanceof CommanderError && error.exitCode === 0;

/** The first Ctrl-C asks what is being waited for to end; the second does not wait. */
function interruptible(): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.on('SIGHUP', interrupt);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
      process.off('SIGHUP', interrupt);
    },
  };
}

/** A reader that has seen enough, such as `head`, is no error. */
function ignoreClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** Runs one command line and gives its exit code. Nothing is thrown: every error is printed as the error object. */
export async function runCli(argv: readonly string[]): Promise<number> {
  actAs('cli');
  const { signal, release } = interruptible();
  ignoreClosedPipe(process.stdout);
  const terminal = openTerminal(process, process.env);
  // Known before anything is parsed, so that wrong use is told in the form that was asked for.
  let json = argv.includes('--json');
  let result: CommandResult | undefined;
  let place: TypedPlace = {};

  const action: Action =
    (handler) =>
    async (...parameters) => {
      const flags = flagsSchema.parse(program.opts());
      place = flags;
      const settings = resolveSettings(flags, process.env, readConfigurationFile(ROOT), {
        working: process.cwd(),
        root: ROOT,
      });
      json = settings.json;
      const context: CommandContext = { settings, terminal, variables: process.env, signal };
      result = await handler(context, ...parameters);
    };
  const program = buildProgram(versionOfPackage(), action, { help: (text) => terminal.stdout.write(text) });

  try {
    await program.parseAsync([...argv], { from: 'user' });
    if (!result) return EXIT.done;
    printResult(atPlace(result, place), json, terminal);
    return result.exitCode ?? EXIT.done;
  } catch (thrown) {
    if (isHelp(thrown)) return EXIT.done;
    const error = asPlatformError(thrown);
    const failure = failureOf(error);
    printFailure({ ...failure, next: repeatPlace(failure.next, place) }, json, terminal);
    if (process.env.TRAINYARD_DEBUG === '1') terminal.stderr.write(`${error.stack}\n${cause(error)}`);
    return exitCodeOf(error.code);
  } finally {
    release();
  }
}

/** The result with commands to copy that are about the place it came from. */
const atPlace = (result: CommandResult, place: TypedPlace): CommandResult => ({
  ...result,
  text: repeatPlace(result.text, place),
  ...(result.look && { look: result.look.map((line) => repeatPlace(line, place)) }),
  ...(result.next !== undefined && { next: repeatPlace(result.next, place) }),
});

const cause = (error: Error): string =>
  error.cause instanceof Error ? `caused by ${error.cause.stack ?? error.cause.message}\n` : '';
