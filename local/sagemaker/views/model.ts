import type { DescribeModelCommandOutput } from '@aws-sdk/client-sagemaker';
import type { Model } from '../state/records.ts';

/** A model as DescribeModel answers it. */
export function describeModel(model: Model): Omit<DescribeModelCommandOutput, '$metadata'> {
  const { Tags: _tags, ...request } = model.request;
  return {
    ...request,
    ModelName: model.name,
    ModelArn: model.arn,
    CreationTime: new Date(model.createdAt),
    EnableNetworkIsolation: request.EnableNetworkIsolation ?? false,
  };
}
