import { metricDefinitions } from '../train/metric-definitions.ts';
import type { WorkloadConfig } from '../workload/schema.ts';
import type { Tune } from '../workload/tune.ts';
import type { TunedCandidate } from './tuned.ts';

export type Objective = NonNullable<Tune['objective']>;

/** What trials are compared by: what the workload says, or what of the log is nearest to the gate's metric. */
export function objectiveOf({ tune, gate }: Pick<WorkloadConfig, 'tune' | 'gate'>): Objective {
  if (tune.objective !== undefined) return tune.objective;
  return { metric: gate.metric === 'accuracy' ? 'validation:accuracy' : 'validation:macro_f1', direction: 'maximize' };
}

export const isLogged = ({ metric }: Objective, candidate: TunedCandidate): boolean =>
  metricDefinitions(candidate).some(({ Name }) => Name === metric);
