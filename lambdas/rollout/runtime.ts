import type { Observation } from '../../domain/rollout/observation.ts';
import type { RolloutPlan } from '../../domain/rollout/plan.ts';

/**
 * Where models serve. Every action may be repeated: what bears the name already is left as it is, and the next look
 * compares it with the plan.
 */
export interface Runtime {
  observe(plan: RolloutPlan): Promise<Observation>;
  createModel(plan: RolloutPlan): Promise<void>;
  createEndpointConfig(plan: RolloutPlan): Promise<void>;
  /** False when the endpoint exists already: look again. */
  createEndpoint(plan: RolloutPlan): Promise<boolean>;
  /** False when the endpoint is busy with a change, which may be this one: look again. */
  updateEndpoint(plan: RolloutPlan): Promise<boolean>;
  deleteEndpoint(plan: RolloutPlan): Promise<void>;
}
