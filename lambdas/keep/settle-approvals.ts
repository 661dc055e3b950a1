import { hasEnded } from '../../domain/conclude/end-run.ts';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { settle } from '../approve/settle.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { KeepPorts } from './ports.ts';

/**
 * Gives runs that have asked for an approval the registry's decision, whose event may have been lost. It is asked for
 * until the run ends: whoever took the decision may have died before the run heard of it.
 */
export async function settleApprovals(runs: readonly RunRecord[], ports: KeepPorts & StageContext): Promise<void> {
  for (const run of runs) {
    const { workload, packageVersion, stages } = run;
    if (hasEnded(run) || stages.approve === undefined || packageVersion === undefined) continue;
    await settle(workload, packageVersion, ports);
  }
}
