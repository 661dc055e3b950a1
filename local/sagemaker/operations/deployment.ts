import type { CreateModelCommandInput, ProductionVariant } from '@aws-sdk/client-sagemaker';
import { invalid } from '../api/service-error.ts';
import type { Plane } from '../plane.ts';
import type { DeployedVariant, Deployment } from '../state/records.ts';
import { findEndpointConfig } from './endpoint-configs.ts';

/** SageMaker's own limit until the first successful ping when the variant names none. */
const DEFAULT_STARTUP_SECONDS = 480;

/**
 * An endpoint configuration with its models as they are now.
 * @throws ServiceError ValidationException when the configuration or a model of it is gone.
 */
export function deploymentOf(plane: Plane, configName: string | undefined, revision: number): Deployment {
  const config = findEndpointConfig(plane, configName);
  return {
    configName: config.name,
    revision,
    variants: (config.request.ProductionVariants ?? []).map((variant) => deployed(plane, variant)),
  };
}

function deployed(plane: Plane, variant: ProductionVariant): DeployedVariant {
  return {
    name: variant.VariantName ?? '',
    instanceCount: variant.InitialInstanceCount ?? 1,
    weight: variant.InitialVariantWeight ?? 1,
    startupTimeoutSeconds: variant.ContainerStartupHealthCheckTimeoutInSeconds ?? DEFAULT_STARTUP_SECONDS,
    model: modelOf(plane, variant.ModelName ?? ''),
  };
}

function modelOf(plane: Plane, name: string): CreateModelCommandInput {
  const model = plane.store.models.get(name);
  if (model === undefined) throw invalid(`Could not find model "${plane.arn('model', name)}".`);
  return model.request;
}
