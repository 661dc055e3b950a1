import type { DescribeEndpointConfigCommandOutput } from '@aws-sdk/client-sagemaker';
import type { EndpointConfig } from '../state/records.ts';

/** An endpoint configuration as DescribeEndpointConfig answers it. */
export function describeEndpointConfig(config: EndpointConfig): Omit<DescribeEndpointConfigCommandOutput, '$metadata'> {
  const { Tags: _tags, ...request } = config.request;
  return {
    ...request,
    EndpointConfigName: config.name,
    EndpointConfigArn: config.arn,
    ProductionVariants: request.ProductionVariants?.map((variant) => ({
      ...variant,
      InitialVariantWeight: variant.InitialVariantWeight ?? 1,
    })),
    CreationTime: new Date(config.createdAt),
  };
}
