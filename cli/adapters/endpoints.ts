import {
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
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
    const images = (seen.ProductionVariants ?? []).flatMap(({ VariantName, DeployedImages }) => {
      const image = DeployedImages?.[0]?.SpecifiedImage;
      return VariantName === undefined || image === undefined ? [] : [[VariantName, image] as const];
    });
    const configName = seen.EndpointConfigName ?? '';
    return {
      status: seen.EndpointStatus ?? 'OutOfService',
      configName,
      pendingConfigName: seen.PendingDeploymentSummary?.EndpointConfigName,
      failureReason: seen.FailureReason,
      variants: await this.variants(configName),
      images: Object.fromEntries(images),
    };
  }

  /** Undefined when there is no such model. */
  async model(name: string): Promise<ModelObservation | undefined> {
    const seen = await found(this.client.send(new DescribeModelCommand({ ModelName: name })));
    const container = seen?.PrimaryContainer;
    return (
      seen && {
        image: container?.Image ?? '',
        artifactUri: container?.ModelDataUrl ?? '',
        environment: container?.Environment ?? {},
      }
    );
  }

  private async variants(configName: string): Promise<VariantObservation[] | undefined> {
    if (configName === '') return undefined;
    const config = await found(this.client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: configName })));
    return config?.ProductionVariants?.map((variant) => ({
      name: variant.VariantName ?? '',
      modelName: variant.ModelName ?? '',
      instanceType: variant.InstanceType ?? '',
      instanceCount: variant.InitialInstanceCount ?? 0,
    }));
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
