import { type Configuration, loadConfiguration } from '../../config/load.ts';
import { type CdkVerb, runCdk } from '../adapters/cdk.ts';
import type { CommandContext } from '../command.ts';
import type { Board } from '../progress/board.ts';
import { withStep } from '../progress/with-step.ts';
import { cdkProgress } from './cdk-progress.ts';

const FLAGS: Record<CdkVerb, readonly string[]> = {
  deploy: ['--require-approval', 'never', '--progress', 'events'],
  diff: ['--fail'],
  // The CLI's own question was asked by us before, or answered by --yes.
  destroy: ['--force'],
};

export interface CdkResult {
  /** What the `cdk` CLI said. */
  readonly output: string;
  /** Differences were found; only `diff` finds any. */
  readonly differs: boolean;
}

/** Every problem of the configuration at once, before anything is begun. Throws `CONFIG_INVALID`. */
export const readConfiguration = (context: CommandContext, board: Board): Promise<Configuration> =>
  withStep(
    board,
    'configure',
    () => loadConfiguration(context.settings.environment),
    ({ workloads }) => workloads.map(({ name }) => name).join(', '),
  );

/** Runs a verb of the `cdk` CLI over every stack of the environment, on AWS or in the local runtime. */
export function runCdkVerb({ settings, signal }: CommandContext, board: Board, verb: CdkVerb): Promise<CdkResult> {
  return withStep(board, verb, async (onProgress) => {
    const onLine = (line: string): void => {
      const said = cdkProgress(line);
      if (said !== undefined) onProgress(said);
    };
    const local = settings.environment === 'local';
    if (local && verb !== 'diff') {
      const { deployLocally, destroyLocally } = await import('../adapters/local-runtime.ts');
      await (verb === 'deploy' ? deployLocally : destroyLocally)(settings.stateDirectory, onLine, signal);
      return { output: '', differs: false };
    }
    const aws = local
      ? await (await import('../adapters/local-runtime.ts')).localVariables(settings.stateDirectory)
      : undefined;
    const options = { aws, region: settings.region, profile: local ? undefined : settings.profile, onLine, signal };
    const { exitCode, output } = await runCdk(settings.environment, verb, FLAGS[verb], options);
    return { output, differs: exitCode !== 0 };
  });
}
