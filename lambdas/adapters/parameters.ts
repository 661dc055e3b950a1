import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { PlatformError } from '../../domain/errors.ts';
import { parameterName } from '../../domain/names.ts';
import { type DeployedWorkload, deployedWorkloadSchema } from '../../domain/workload/deployed.ts';
import { awsClient } from '../runtime/aws-client.ts';

/** The workloads of the environment, as deployed. */
export interface Workloads {
  find(workload: string): Promise<DeployedWorkload | undefined>;
  /** Throws `WORKLOAD_UNKNOWN`. */
  read(workload: string): Promise<DeployedWorkload>;
}

export interface WorkloadsOptions {
  /** How long an answer is believed, for callers that ask with every request. */
  readonly cacheSeconds?: number;
  readonly now?: () => number;
}

export class SsmWorkloads implements Workloads {
  readonly #client: SSMClient;
  readonly #environment: string;
  readonly #cacheMs: number;
  readonly #now: () => number;
  readonly #known = new Map<string, { readonly until: number; readonly deployed: DeployedWorkload }>();

  constructor(environment: string, options: WorkloadsOptions = {}, client = awsClient(SSMClient)) {
    this.#client = client;
    this.#environment = environment;
    this.#cacheMs = (options.cacheSeconds ?? 0) * 1000;
    this.#now = options.now ?? Date.now;
  }

  async find(workload: string): Promise<DeployedWorkload | undefined> {
    const known = this.#known.get(workload);
    if (known !== undefined && known.until > this.#now()) return known.deployed;
    const text = await this.#get(parameterName.workload(this.#environment, workload));
    if (text === undefined) return undefined;
    const deployed = deployedWorkloadSchema.parse(JSON.parse(text));
    this.#known.set(workload, { until: this.#now() + this.#cacheMs, deployed });
    return deployed;
  }

  async read(workload: string): Promise<DeployedWorkload> {
    const deployed = await this.find(workload);
    if (deployed !== undefined) return deployed;
    throw new PlatformError('WORKLOAD_UNKNOWN', `There is no workload ${workload} in ${this.#environment}.`, {
      next: 'Check its name, or add it to the configuration and deploy.',
    });
  }

  async #get(name: string): Promise<string | undefined> {
    try {
      return (await this.#client.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  }
}
