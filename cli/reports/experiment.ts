import { PlatformError } from '../../domain/errors.ts';
import { type Experiment, experimentSchema } from '../../domain/experiment/experiment.ts';
import { artifactKey } from '../../domain/names.ts';
import type { Connection } from '../connection/connect.ts';
import { commandLine } from '../invocation.ts';

interface Identity {
  readonly workload: string;
  readonly runId: string;
}

/** What a run was given, measured and came to, or undefined when it has no record of that. */
export async function readExperiment(
  { objects, platform }: Pick<Connection, 'objects' | 'platform'>,
  { workload, runId }: Identity,
): Promise<Experiment | undefined> {
  const text = await objects.read(platform.artifactsBucket, artifactKey.experiment(workload, runId));
  return text === undefined ? undefined : experimentSchema.parse(JSON.parse(text));
}

/** The same. Throws `FILE_NOT_FOUND` when there is none. */
export async function requireExperiment(connection: Connection, run: Identity): Promise<Experiment> {
  const experiment = await readExperiment(connection, run);
  if (experiment !== undefined) return experiment;
  throw new PlatformError('FILE_NOT_FOUND', `Run ${run.runId} has no record of its experiment.`, {
    next: `See how far it came: \`${commandLine(`run ${run.runId}`, connection.environment)}\`.`,
    details: { why: 'It is written when a run ends, and not for one that failed before it had a plan.' },
  });
}
