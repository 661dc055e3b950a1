import type { Observation } from '../../domain/rollout/observation.ts';
import type { RolloutPlan } from '../../domain/rollout/plan.ts';

/** Where models serve. Every action may be repeated: what exists already is left as it is. */
export interface Runtime {
  observe(plan: RolloutPlan): Promise<Observation>;
  createModel(plan: RolloutPlan): Promise<void>;
  createEndpointConfig(plan: RolloutPlan): Promise<void>;
  createEndpoint(plan: RolloutPlan): Promise<void>;
  updateEndpoint(plan: RolloutPlan): Promise<void>;
  deleteEndpoint(plan: RolloutPlan): Promise<void>;
}
