import { join, relative } from 'node:path';
import { PlatformError } from '../../domain/errors.ts';
import { stopRuntime } from '../../local/runtime/index.ts';
import type { CommandContext, CommandFile, CommandResult } from '../command.ts';
import { WORKLOAD } from '../demo/act.ts';
import { openNarrator } from '../demo/narrator.ts';
import { type DemoResult, playDemo } from '../demo/play.ts';
import { INVOCATION } from '../invocation.ts';
import { signed } from '../output/numbers.ts';
import { renderTable } from '../output/table.ts';
import type { Palette } from '../terminal/palette.ts';

function summary(
  { first, second, poisoned, suspendedUpload, livePackage }: DemoResult,
  elapsed: string,
  palette: Palette,
): string {
  const line = (name: string, { run }: DemoResult['first']): string[] => [
    name,
    run.runId,
    run.outcome,
    run.decision ? `${signed(run.decision.difference)} [${run.decision.interval.map(signed).join(', ')}]` : '',
  ];
  const table = renderTable(
    [{ title: 'upload' }, { title: 'run' }, { title: 'outcome' }, { title: 'gain on test' }],
    [line('amazon + imdb', first), line('yelp', second), line('poisoned', poisoned)],
    palette,
  );
  return [
    table,
    '',
    `Package ${livePackage} served throughout. Upload ${suspendedUpload} is suspended: no later dataset has it.`,
    `The whole demo took ${elapsed}.`,
  ].join('\n');
}

/** What was being followed does not go on: the demo's local AWS is stopped with it. */
const stoppedWithDemo = (cause: unknown): PlatformError =>
  new PlatformError('INTERRUPTED', 'The demo was stopped, and its local AWS with it.', {
    next: `Start it again: \`${INVOCATION} demo\`.`,
    cause,
  });

async function demo(given: CommandContext, keep: boolean): Promise<CommandResult> {
  // A place of its own: the demo never touches what `local up` keeps.
  const stateDirectory = join(given.settings.stateDirectory, 'demo');
  const context: CommandContext = { ...given, settings: { ...given.settings, environment: 'local', stateDirectory } };
  const narrator = openNarrator(context);
  let result: DemoResult;
  try {
    result = await playDemo(context, narrator);
  } catch (error) {
    throw given.signal.aborted && !keep ? stoppedWithDemo(error) : error;
  } finally {
    if (!keep) await stopRuntime(stateDirectory);
  }
  const { first, second, poisoned } = result;
  const reports = [first, second, poisoned].flatMap(({ report }) => report ?? []);
  const state = `--state ${relative('', stateDirectory)}`;
  return {
    json: {
      schemaVersion: 1,
      runs: [first, second, poisoned].map(({ run }) => ({ runId: run.runId, outcome: run.outcome })),
      suspendedUpload: result.suspendedUpload,
      livePackage: result.livePackage,
      reports,
      kept: keep,
    },
    text: summary(result, narrator.elapsed(), context.terminal.palette),
    look: reports,
    next: keep
      ? `${INVOCATION} predict ${WORKLOAD} "a text of yours" ${state}   (stop it: ${INVOCATION} local down ${state})`
      : `${INVOCATION} local up && ${INVOCATION} deploy, then upload labels of your own: docs/workloads.md`,
  };
}

export const demoCommand: CommandFile = (program, action) => {
  program
    .command('demo')
    .description('The whole loop on this machine: two uploads, a poisoned one, predictions; then stop everything')
    .option('--keep', 'leave it running')
    .action(action((context, options: { keep?: boolean }) => demo(context, options.keep ?? false)));
};
