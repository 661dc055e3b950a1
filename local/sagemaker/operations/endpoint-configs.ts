import type {
  CreateEndpointConfigCommandInput,
  DeleteEndpointConfigCommandInput,
  DescribeEndpointConfigCommandInput,
  ListEndpointConfigsCommandInput,
  ProductionVariant,
} from '@aws-sdk/client-sagemaker';
import { invalid } from '../api/service-error.ts';
import type { Plane } from '../plane.ts';
import type { EndpointConfig } from '../state/records.ts';
import { describeEndpointConfig } from '../views/endpoint-config.ts';
import { page } from './listing.ts';
import { given, operation } from './operation.ts';

export const endpointConfigOperations = [
  operation('CreateEndpointConfig', (plane, input: CreateEndpointConfigCommandInput) => {
    const name = given(input.EndpointConfigName, 'EndpointConfigName');
    const arn = plane.arn('endpoint-config', name);
    const now = plane.now();
    const config: EndpointConfig = { name, arn, request: input, createdAt: now, modifiedAt: now };
    checkVariants(plane, input.ProductionVariants ?? []);
    plane.store.atomically(() => {
      if (!plane.store.endpointConfigs.insert(name, config)) {
        throw invalid(`Cannot create already existing endpoint configuration "${arn}".`);
      }
      plane.store.tags.add(arn, input.Tags);
      plane.announce.endpointConfig(config);
    });
    return { EndpointConfigArn: arn };
  }),

  operation('DescribeEndpointConfig', (plane, input: DescribeEndpointConfigCommandInput) =>
    describeEndpointConfig(findEndpointConfig(plane, input.EndpointConfigName)),
  ),

  operation('ListEndpointConfigs', (plane, input: ListEndpointConfigsCommandInput) => {
    const configs = page(plane.store.endpointConfigs.all(), input);
    return {
      EndpointConfigs: configs.items.map((one) => ({
        EndpointConfigName: one.name,
        EndpointConfigArn: one.arn,
        CreationTime: new Date(one.createdAt),
      })),
      NextToken: configs.NextToken,
    };
  }),

  operation('DeleteEndpointConfig', (plane, input: DeleteEndpointConfigCommandInput) => {
    const config = findEndpointConfig(plane, input.EndpointConfigName);
    plane.store.atomically(() => {
      plane.announce.endpointConfig(config);
      plane.store.endpointConfigs.delete(config.name);
      plane.store.tags.forget(config.arn);
    });
    return {};
  }),
];

/** @throws ServiceError ValidationException when there is none of that name. */
export function findEndpointConfig(plane: Plane, name: string | undefined): EndpointConfig {
  const config = plane.store.endpointConfigs.get(name ?? '');
  if (config) return config;
  throw invalid(`Could not find endpoint configuration "${plane.arn('endpoint-config', name ?? '')}".`);
}

function checkVariants(plane: Plane, variants: readonly ProductionVariant[]): void {
  const names = variants.map((variant) => variant.VariantName);
  if (new Set(names).size < names.length)
    throw invalid('Variant names must be unique within an endpoint configuration.');
  for (const variant of variants) {
    const model = plane.store.models.get(variant.ModelName ?? '');
    if (model === undefined) throw invalid(`Could not find model "${plane.arn('model', variant.ModelName ?? '')}".`);
    const instances = variant.InstanceType !== undefined && variant.InitialInstanceCount !== undefined;
    if (!instances && variant.ServerlessConfig === undefined) {
      throw invalid(
        `InstanceType and InitialInstanceCount are required for production variant ${variant.VariantName}.`,
      );
    }
  }
}
