import type { EndpointObservation, Observation } from '../../../domain/rollout/observation.ts';
import type { RolloutPlan } from '../../../domain/rollout/plan.ts';
import type { Runtime } from '../../../lambdas/rollout/runtime.ts';

/** An endpoint in memory that changes when it is looked at, and goes back when the new model is bad. */
export class MemoryRuntime implements Runtime {
  readonly actions: string[] = [];
  readonly #models = new Set<string>();
  readonly #configs = new Map<string, RolloutPlan>();
  #endpoint: { status: EndpointObservation['status']; config: string; wanted: string; reason?: string } | undefined;
  /** Reason why the next model does not come up. */
  broken: string | undefined;

  get liveConfig(): string | undefined {
    return this.#endpoint?.status === 'InService' ? this.#endpoint.config : undefined;
  }

  async observe(plan: RolloutPlan): Promise<Observation> {
    const seen = this.#endpoint;
    const observation: Observation = {
      modelExists: this.#models.has(plan.modelName),
      configExists: this.#configs.has(plan.endpointConfigName),
      endpoint: seen && {
        status: seen.status,
        configName: seen.config,
        failureReason: seen.reason,
        variants: this.#variants(seen.config),
      },
    };
    this.#settle();
    return observation;
  }

  async createModel({ modelName }: RolloutPlan): Promise<void> {
    this.actions.push('create-model');
    this.#models.add(modelName);
  }

  async createEndpointConfig(plan: RolloutPlan): Promise<void> {
    this.actions.push('create-endpoint-config');
    this.#configs.set(plan.endpointConfigName, plan);
  }

  async createEndpoint({ endpointConfigName }: RolloutPlan): Promise<void> {
    this.actions.push('create-endpoint');
    this.#endpoint = { status: 'Creating', config: endpointConfigName, wanted: endpointConfigName };
  }

  async updateEndpoint({ endpointConfigName }: RolloutPlan): Promise<void> {
    this.actions.push('update-endpoint');
    this.#endpoint = { status: 'Updating', config: this.#endpoint?.config ?? '', wanted: endpointConfigName };
  }

  async deleteEndpoint(): Promise<void> {
    this.actions.push('delete-endpoint');
    this.#endpoint = undefined;
  }

  #settle(): void {
    const seen = this.#endpoint;
    if (seen === undefined || (seen.status !== 'Creating' && seen.status !== 'Updating')) return;
    const isNew = seen.status === 'Creating';
    this.#endpoint =
      this.broken === undefined
        ? { status: 'InService', config: seen.wanted, wanted: seen.wanted }
        : { ...seen, status: isNew ? 'Failed' : 'InService', reason: this.broken };
  }

  #variants(config: string): EndpointObservation['variants'] {
    const plan = this.#configs.get(config);
    return plan && [{ ...plan.variant, modelName: plan.modelName }];
  }
}
