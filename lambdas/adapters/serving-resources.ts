import {
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DeleteModelPackageCommand,
  paginateListEndpointConfigs,
  paginateListModelPackages,
  paginateListModels,
  SageMakerClient,
  waitUntilEndpointDeleted,
} from '@aws-sdk/client-sagemaker';
import { endpointName, modelPackageGroupName, servingNames } from '../../domain/names.ts';
import { awsClient } from '../runtime/aws-client.ts';
import { isMissing } from './sagemaker-errors.ts';

export interface Removed {
  readonly endpoints: number;
  readonly endpointConfigs: number;
  readonly models: number;
  readonly packages: number;
}

/** Everything in SageMaker that belongs to a workload and that no template has. */
export interface ServingResources {
  removeAll(environment: string, workload: string, also: { readonly packages: boolean }): Promise<Removed>;
}

const ENDPOINT_GONE_SECONDS = 240;

export class SageMakerServingResources implements ServingResources {
  readonly #client: SageMakerClient;

  constructor(client = awsClient(SageMakerClient)) {
    this.#client = client;
  }

  async removeAll(environment: string, workload: string, also: { readonly packages: boolean }): Promise<Removed> {
    const { prefix, pattern } = servingNames(environment, workload);
    const endpoints = await this.#removeEndpoint(endpointName(environment, workload));
    const configs = (await this.#endpointConfigs(prefix)).filter((name) => pattern.test(name));
    for (const EndpointConfigName of configs) {
      await removed(this.#client.send(new DeleteEndpointConfigCommand({ EndpointConfigName })));
    }
    const models = (await this.#models(prefix)).filter((name) => pattern.test(name));
    for (const ModelName of models) await removed(this.#client.send(new DeleteModelCommand({ ModelName })));
    const packages = also.packages ? await this.#packages(modelPackageGroupName(environment, workload)) : [];
    for (const ModelPackageName of packages) {
      await removed(this.#client.send(new DeleteModelPackageCommand({ ModelPackageName })));
    }
    return { endpoints, endpointConfigs: configs.length, models: models.length, packages: packages.length };
  }

  /** Waits until it is gone: a configuration in use cannot be deleted. */
  async #removeEndpoint(EndpointName: string): Promise<number> {
    if (!(await removed(this.#client.send(new DeleteEndpointCommand({ EndpointName }))))) return 0;
    const waiting = { client: this.#client, maxWaitTime: ENDPOINT_GONE_SECONDS, minDelay: 1, maxDelay: 5 };
    await waitUntilEndpointDeleted(waiting, { EndpointName });
    return 1;
  }

  async #endpointConfigs(prefix: string): Promise<string[]> {
    const names: string[] = [];
    for await (const page of paginateListEndpointConfigs({ client: this.#client }, { NameContains: prefix })) {
      names.push(...(page.EndpointConfigs ?? []).flatMap((config) => config.EndpointConfigName ?? []));
    }
    return names;
  }

  async #models(prefix: string): Promise<string[]> {
    const names: string[] = [];
    for await (const page of paginateListModels({ client: this.#client }, { NameContains: prefix })) {
      names.push(...(page.Models ?? []).flatMap((model) => model.ModelName ?? []));
    }
    return names;
  }

  async #packages(ModelPackageGroupName: string): Promise<string[]> {
    const arns: string[] = [];
    try {
      for await (const page of paginateListModelPackages({ client: this.#client }, { ModelPackageGroupName })) {
        arns.push(...(page.ModelPackageSummaryList ?? []).flatMap((summary) => summary.ModelPackageArn ?? []));
      }
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    return arns;
  }
}

/** False when there was nothing to remove. */
async function removed(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
