import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { owedRunName, owedUploads } from '../../domain/keep/owed.ts';
import { findBases } from '../adapters/bases.ts';
import type { WorkloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { KeepPorts } from './ports.ts';

/** Starts a run for uploads that wait in vain, under a name that follows from them and the day. */
export async function startOwedRun(
  workload: string,
  runs: readonly RunRecord[],
  records: WorkloadRecords,
  ports: KeepPorts & StageContext,
): Promise<string | undefined> {
  const [deployed, uploads, window, brakes] = await Promise.all([
    ports.workloads.read(workload),
    records.uploads(),
    records.window.read(),
    records.brakes.read(),
  ]);
  const now = ports.now();
  const bases = await findBases(deployed.config, ports.artifacts);
  const owed = owedUploads({ workload, deployed, bases, uploads, runs, window, brakes, now });
  if (owed.length === 0) return undefined;
  ports.logger.warn('a run is owed', { workload, uploads: owed.length });
  return ports.executions.start(ports.retrainStateMachineArn, owedRunName(workload, owed, now), {
    workload,
    trigger: 'upload',
    force: false,
  });
}
