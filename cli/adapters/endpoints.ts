import {
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import {
  endpointObservation,
  modelObservation,
  servingConfigName,
  variantObservations,
} from '../../domain/rollout/described.ts';
import type { EndpointObservation, ModelObservation, VariantObservation } from '../../domain/rollout/observation.ts';
import { faultable } from '../../faults/client.ts';
import type { ClientOptions } from '../connection/client-options.ts';
import { isMissing } from './missing.ts';

/** SageMaker endpoints, read only: the rollout state machine owns them. */
export class Endpoints {
  private readonly client: SageMakerClient;

  constructor(options: ClientOptions) {
    this.client = faultable(new SageMakerClient(options));
  }

  /** The endpoint down to the variants of its configuration; undefined when it does not exist. */
  async observe(name: string): Promise<EndpointObservation | undefined> {
    const seen = await found(this.client.send(new DescribeEndpointCommand({ EndpointName: name })));
    if (seen === undefined) return undefined;
    return endpointObservation(seen, await this.variants(servingConfigName(seen)));
  }

  /** Undefined when there is no such model. */
  async model(name: string): Promise<ModelObservation | undefined> {
    const seen = await found(this.client.send(new DescribeModelCommand({ ModelName: name })));
    return seen && modelObservation(seen);
  }

  private async variants(configName: string | undefined): Promise<readonly VariantObservation[] | undefined> {
    if (configName === undefined) return undefined;
    return variantObservations(
      await found(this.client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: configName }))),
    );
  }
}

async function found<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
