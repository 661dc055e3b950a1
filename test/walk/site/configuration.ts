import type { DeployedWorkload } from '../../../domain/workload/deployed.ts';
import { withOpenGate } from '../../loop/world/configuration.ts';

const UNBRAKED = {
  runsPerDay: 10_000,
  instanceHoursPerDay: 1_000_000,
  dollarsPerDay: 1_000_000,
  triggersPerWindow: 10_000,
};

/** As little work as a whole run can be: one candidate, a gate that lets every model pass, brakes that never hold. */
export function smallWorkload(deployed: DeployedWorkload): DeployedWorkload {
  const open = withOpenGate(deployed);
  const [candidate] = open.config.candidates;
  if (candidate === undefined) throw new Error('the workload has no candidate');
  return {
    ...open,
    brakes: { ...open.brakes, ...UNBRAKED },
    config: {
      ...open.config,
      split: '60/10/30',
      candidates: [candidate],
      gate: { ...open.config.gate, minimum: 0, minimumTestRows: 10, bootstrapSamples: 200 },
    },
  };
}
