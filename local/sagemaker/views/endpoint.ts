import type {
  DescribeEndpointCommandOutput,
  EndpointSummary,
  PendingProductionVariantSummary,
  ProductionVariantSummary,
} from '@aws-sdk/client-sagemaker';
import type { DeployedVariant, Deployment, Endpoint } from '../state/records.ts';

/** An endpoint as DescribeEndpoint answers it. */
export function describeEndpoint(endpoint: Endpoint): Omit<DescribeEndpointCommandOutput, '$metadata'> {
  return {
    EndpointName: endpoint.name,
    EndpointArn: endpoint.arn,
    EndpointConfigName: endpoint.deployment.configName,
    ProductionVariants:
      endpoint.status === 'Creating' || endpoint.status === 'Failed'
        ? undefined
        : summarizeVariants(endpoint.deployment, endpoint),
    EndpointStatus: endpoint.status,
    FailureReason: endpoint.failureReason,
    CreationTime: new Date(endpoint.createdAt),
    LastModifiedTime: new Date(endpoint.modifiedAt),
    LastDeploymentConfig: endpoint.deploymentConfig,
    PendingDeploymentSummary: endpoint.pending && {
      EndpointConfigName: endpoint.pending.configName,
      ProductionVariants: endpoint.pending.variants.map(summarizePending),
      StartTime: new Date(endpoint.modifiedAt),
    },
  };
}

const summarizeVariants = (deployment: Deployment, endpoint: Endpoint): ProductionVariantSummary[] =>
  deployment.variants.map((variant) => ({
    VariantName: variant.name,
    DeployedImages: images(variant, endpoint),
    CurrentWeight: variant.weight,
    DesiredWeight: variant.weight,
    CurrentInstanceCount: variant.instanceCount,
    DesiredInstanceCount: variant.instanceCount,
  }));

const summarizePending = (variant: DeployedVariant): PendingProductionVariantSummary => ({
  VariantName: variant.name,
  DesiredWeight: variant.weight,
  DesiredInstanceCount: variant.instanceCount,
});

const images = (variant: DeployedVariant, endpoint: Endpoint) => {
  const image = variant.model.PrimaryContainer?.Image;
  return image === undefined
    ? []
    : [{ SpecifiedImage: image, ResolvedImage: image, ResolutionTime: new Date(endpoint.modifiedAt) }];
};

export const summarizeEndpoint = (endpoint: Endpoint): EndpointSummary => ({
  EndpointName: endpoint.name,
  EndpointArn: endpoint.arn,
  CreationTime: new Date(endpoint.createdAt),
  LastModifiedTime: new Date(endpoint.modifiedAt),
  EndpointStatus: endpoint.status,
});
