import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { PlatformError } from '../../domain/errors.ts';
import { commandLine } from '../invocation.ts';
import type { Connection } from './connect.ts';

/** A run by its id, whatever its workload. Throws `RUN_UNKNOWN`. */
export async function findRun({ environment, platform, records }: Connection, runId: string): Promise<RunRecord> {
  const found = await Promise.all(platform.workloads.map((workload) => records.run(workload, runId)));
  const run = found.find((record) => record !== undefined);
  if (run) return run;
  throw new PlatformError('RUN_UNKNOWN', `There is no run ${runId} in ${environment}.`, {
    next: `Use an id that \`${commandLine('runs', environment)}\` shows.`,
  });
}
