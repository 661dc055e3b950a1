import type { EndpointObservation, ModelObservation, Observation } from '../../../domain/rollout/observation.ts';
import type { RolloutPlan } from '../../../domain/rollout/plan.ts';
import type { Runtime } from '../../../lambdas/rollout/runtime.ts';

interface MemoryEndpoint {
  readonly status: EndpointObservation['status'];
  readonly config: string;
  readonly wanted: string | undefined;
  readonly reason?: string;
}

/** An endpoint in memory that changes when it is looked at, and goes back when the new model is bad. */
export class MemoryRuntime implements Runtime {
  readonly actions: string[] = [];
  readonly models = new Map<string, ModelObservation>();
  readonly #configs = new Map<string, RolloutPlan>();
  endpoint: MemoryEndpoint | undefined;
  /** Reason why the next model does not come up. */
  broken: string | undefined;
  /** Configurations whose models never come up. */
  readonly brokenConfigs = new Set<string>();

  get liveConfig(): string | undefined {
    return this.endpoint?.status === 'InService' ? this.endpoint.config : undefined;
  }

  async observe(plan: RolloutPlan): Promise<Observation> {
    const observation: Observation = {
      model: this.models.get(plan.modelName),
      config: this.#variants(plan.endpointConfigName),
      endpoint: this.#seen(),
    };
    this.settle();
    return observation;
  }

  /** The endpoint and the model that it serves, as they are. */
  look(): Pick<Observation, 'endpoint' | 'model'> {
    const endpoint = this.#seen();
    return { endpoint, model: this.models.get(endpoint?.variants?.[0]?.modelName ?? '') };
  }

  #seen(): EndpointObservation | undefined {
    const seen = this.endpoint;
    return (
      seen && {
        status: seen.status,
        configName: seen.config,
        pendingConfigName: seen.status === 'Updating' ? seen.wanted : undefined,
        failureReason: seen.reason,
        variants: this.#variants(seen.config),
        images: this.#images(seen.config),
      }
    );
  }

  async createModel({ modelName, model }: RolloutPlan): Promise<void> {
    this.actions.push('create-model');
    if (!this.models.has(modelName)) this.models.set(modelName, model);
  }

  async createEndpointConfig(plan: RolloutPlan): Promise<void> {
    this.actions.push('create-endpoint-config');
    if (!this.#configs.has(plan.endpointConfigName)) this.#configs.set(plan.endpointConfigName, plan);
  }

  async createEndpoint({ endpointConfigName }: RolloutPlan): Promise<boolean> {
    this.actions.push('create-endpoint');
    if (this.endpoint !== undefined) return false;
    this.endpoint = { status: 'Creating', config: endpointConfigName, wanted: endpointConfigName };
    return true;
  }

  async updateEndpoint({ endpointConfigName }: RolloutPlan): Promise<boolean> {
    this.actions.push('update-endpoint');
    if (this.endpoint?.status !== 'InService') return false;
    this.endpoint = { status: 'Updating', config: this.endpoint.config, wanted: endpointConfigName };
    return true;
  }

  async deleteEndpoint(): Promise<void> {
    this.actions.push('delete-endpoint');
    this.endpoint = undefined;
  }

  /** What the endpoint does while nobody looks. */
  settle(): void {
    const seen = this.endpoint;
    if (seen === undefined || (seen.status !== 'Creating' && seen.status !== 'Updating')) return;
    const isNew = seen.status === 'Creating';
    const wanted = seen.wanted ?? seen.config;
    const reason = this.brokenConfigs.has(wanted) ? 'no /ping' : this.broken;
    this.endpoint =
      reason === undefined
        ? { status: 'InService', config: wanted, wanted: undefined }
        : { config: seen.config, wanted: undefined, status: isNew ? 'Failed' : 'InService', reason };
  }

  #variants(config: string): EndpointObservation['variants'] {
    const plan = this.#configs.get(config);
    return plan && [{ ...plan.variant, modelName: plan.modelName }];
  }

  #images(config: string): EndpointObservation['images'] {
    const plan = this.#configs.get(config);
    return plan === undefined ? {} : { [plan.variant.name]: plan.model.image };
  }
}
