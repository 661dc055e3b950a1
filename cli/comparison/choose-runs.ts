import { PlatformError } from '../../domain/errors.ts';
import type { Experiment } from '../../domain/experiment/experiment.ts';
import { type Connection, requireWorkload } from '../connection/connect.ts';
import { findRun } from '../connection/find-run.ts';
import { commandLine } from '../invocation.ts';
import { readExperiment, requireExperiment } from '../reports/experiment.ts';

/** Taken when no run is named: more columns than that are hard to read. */
export const MOST_RUNS = 5;

/**
 * The experiments of the named runs in that order, or the newest ones of the workload. Throws `RUN_UNKNOWN`,
 * `WORKLOAD_UNKNOWN`, `FILE_NOT_FOUND` for a run without a record of its experiment, and `USAGE` for fewer than two runs.
 */
export async function chooseExperiments(
  connection: Connection,
  workload: string | undefined,
  runIds: readonly string[],
): Promise<Experiment[]> {
  const named = [...new Set(runIds)];
  const experiments =
    named.length > 0 ? await namedExperiments(connection, named) : await newestExperiments(connection, workload);
  if (experiments.length >= 2) return experiments;
  throw new PlatformError('USAGE', `There is ${experiments.length === 0 ? 'no run' : 'one run only'} to compare.`, {
    next: `Name two runs that \`${commandLine('runs', connection.environment)}\` shows as ended.`,
    details: { why: 'A comparison needs two runs that have ended.' },
  });
}

async function namedExperiments(connection: Connection, runIds: readonly string[]): Promise<Experiment[]> {
  const runs = await Promise.all(runIds.map((runId) => findRun(connection, runId)));
  return Promise.all(runs.map((run) => requireExperiment(connection, run)));
}

async function newestExperiments(connection: Connection, workload: string | undefined): Promise<Experiment[]> {
  if (workload === undefined) {
    throw new PlatformError('USAGE', 'Nothing says what to compare.', { next: 'Name a workload, or two runs.' });
  }
  requireWorkload(connection, workload);
  const chosen: Experiment[] = [];
  for (const run of await connection.records.runs(workload)) {
    if (chosen.length === MOST_RUNS) break;
    const experiment = run.endedAt === undefined ? undefined : await readExperiment(connection, run);
    // Nothing was measured in a run that never came to its evaluation.
    if (experiment?.test !== undefined) chosen.push(experiment);
  }
  return chosen;
}
