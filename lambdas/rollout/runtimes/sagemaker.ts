import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DeleteEndpointCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  ProductionVariantInstanceType,
  SageMakerClient,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { PlatformError } from '../../../domain/errors.ts';
import {
  endpointObservation,
  modelObservation,
  servingConfigName,
  variantObservations,
} from '../../../domain/rollout/described.ts';
import type {
  EndpointObservation,
  ModelObservation,
  Observation,
  VariantObservation,
} from '../../../domain/rollout/observation.ts';
import type { RolloutPlan } from '../../../domain/rollout/plan.ts';
import { isBusy, isMissing, isTaken } from '../../adapters/sagemaker-errors.ts';
import { awsClient } from '../../runtime/aws-client.ts';
import type { Runtime } from '../runtime.ts';

/** Real-time endpoints of SageMaker. */
export class SageMakerRuntime implements Runtime {
  readonly #client: SageMakerClient;
  readonly #inferenceRoleArn: string;

  constructor(inferenceRoleArn: string, client = awsClient(SageMakerClient)) {
    this.#client = client;
    this.#inferenceRoleArn = inferenceRoleArn;
  }

  async observe(plan: RolloutPlan): Promise<Observation> {
    const [model, config, endpoint] = await Promise.all([
      this.#model(plan.modelName),
      this.#variants(plan.endpointConfigName),
      this.#endpoint(plan.endpointName),
    ]);
    return { model, config, endpoint };
  }

  async createModel({ modelName, model }: RolloutPlan): Promise<void> {
    const { image, artifactUri, environment } = model;
    await orTaken(
      this.#client.send(
        new CreateModelCommand({
          ModelName: modelName,
          ExecutionRoleArn: this.#inferenceRoleArn,
          EnableNetworkIsolation: true,
          PrimaryContainer: { Image: image, ModelDataUrl: artifactUri, Environment: { ...environment } },
        }),
      ),
    );
  }

  async createEndpointConfig({ endpointConfigName, modelName, variant }: RolloutPlan): Promise<void> {
    await orTaken(
      this.#client.send(
        new CreateEndpointConfigCommand({
          EndpointConfigName: endpointConfigName,
          ProductionVariants: [
            {
              VariantName: variant.name,
              ModelName: modelName,
              InstanceType: instanceType(variant.instanceType),
              InitialInstanceCount: variant.instanceCount,
              InitialVariantWeight: 1,
            },
          ],
        }),
      ),
    );
  }

  createEndpoint({ endpointName, endpointConfigName }: RolloutPlan): Promise<boolean> {
    return accepted(
      this.#client.send(
        new CreateEndpointCommand({ EndpointName: endpointName, EndpointConfigName: endpointConfigName }),
      ),
    );
  }

  updateEndpoint({ endpointName, endpointConfigName }: RolloutPlan): Promise<boolean> {
    return accepted(
      this.#client.send(
        new UpdateEndpointCommand({ EndpointName: endpointName, EndpointConfigName: endpointConfigName }),
      ),
    );
  }

  async deleteEndpoint({ endpointName }: RolloutPlan): Promise<void> {
    await accepted(orMissing(this.#client.send(new DeleteEndpointCommand({ EndpointName: endpointName }))));
  }

  async #model(name: string): Promise<ModelObservation | undefined> {
    const seen = await orMissing(this.#client.send(new DescribeModelCommand({ ModelName: name })));
    return seen && modelObservation(seen);
  }

  async #endpoint(name: string): Promise<EndpointObservation | undefined> {
    const seen = await orMissing(this.#client.send(new DescribeEndpointCommand({ EndpointName: name })));
    if (seen === undefined) return undefined;
    return endpointObservation(seen, await this.#variants(servingConfigName(seen)));
  }

  async #variants(configName: string | undefined): Promise<readonly VariantObservation[] | undefined> {
    if (configName === undefined) return undefined;
    return variantObservations(
      await orMissing(this.#client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: configName }))),
    );
  }
}

async function orMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** What is there already is compared by the next look. */
async function orTaken(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isTaken(error)) throw error;
  }
}

/** False when the endpoint is there already, or busy with a change: perhaps this one, whose answer was lost. */
async function accepted(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (isTaken(error) || isBusy(error)) return false;
    throw error;
  }
}

/** Throws `CONFIG_INVALID` for a type that SageMaker does not serve on. */
function instanceType(name: string): ProductionVariantInstanceType {
  const known = Object.values(ProductionVariantInstanceType).find((type) => type === name);
  if (known !== undefined) return known;
  throw new PlatformError('CONFIG_INVALID', `SageMaker does not serve on instances of type ${name}.`, {
    next: 'Choose another `serving.instanceType` and deploy.',
  });
}
