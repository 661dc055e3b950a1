import type {
  CreateEndpointCommandInput,
  DeleteEndpointCommandInput,
  DescribeEndpointCommandInput,
  ListEndpointsCommandInput,
  UpdateEndpointCommandInput,
} from '@aws-sdk/client-sagemaker';
import { invalid } from '../api/service-error.ts';
import type { Plane } from '../plane.ts';
import type { Endpoint } from '../state/records.ts';
import { describeEndpoint, summarizeEndpoint } from '../views/endpoint.ts';
import { deploymentOf } from './deployment.ts';
import { page } from './listing.ts';
import { given, operation } from './operation.ts';

export const endpointOperations = [
  operation('CreateEndpoint', (plane, input: CreateEndpointCommandInput) => {
    const name = given(input.EndpointName, 'EndpointName');
    const arn = plane.arn('endpoint', name);
    const now = plane.now();
    const endpoint: Endpoint = {
      name,
      arn,
      status: 'Creating',
      createdAt: now,
      modifiedAt: now,
      deployment: deploymentOf(plane, input.EndpointConfigName, 1),
      deploymentConfig: input.DeploymentConfig,
    };
    plane.store.atomically(() => {
      if (!plane.store.endpoints.insert(name, endpoint))
        throw invalid(`Cannot create already existing endpoint "${arn}".`);
      plane.store.tags.add(arn, input.Tags);
      plane.announce.endpoint(endpoint);
    });
    plane.endpoints.create(name);
    return { EndpointArn: arn };
  }),

  operation('UpdateEndpoint', (plane, input: UpdateEndpointCommandInput) => {
    const endpoint = find(plane, input.EndpointName);
    if (endpoint.status !== 'InService') throw inProgress(endpoint);
    checkDeploymentConfig(input);
    const pending = deploymentOf(plane, input.EndpointConfigName, endpoint.deployment.revision + 1);
    plane.store.atomically(() => {
      const after = plane.store.endpoints.update(endpoint.name, {
        status: 'Updating',
        pending,
        failureReason: undefined,
        deploymentConfig: input.DeploymentConfig,
        modifiedAt: plane.now(),
      });
      if (after) plane.announce.endpoint(after);
    });
    plane.endpoints.update(endpoint.name);
    return { EndpointArn: endpoint.arn };
  }),

  operation('DescribeEndpoint', (plane, input: DescribeEndpointCommandInput) =>
    describeEndpoint(find(plane, input.EndpointName)),
  ),

  operation('ListEndpoints', (plane, input: ListEndpointsCommandInput) => {
    const wanted = input.StatusEquals;
    const endpoints = page(plane.store.endpoints.all(), input, (one) => wanted === undefined || one.status === wanted);
    return { Endpoints: endpoints.items.map(summarizeEndpoint), NextToken: endpoints.NextToken };
  }),

  operation('DeleteEndpoint', (plane, input: DeleteEndpointCommandInput) => {
    const endpoint = find(plane, input.EndpointName);
    if (endpoint.status !== 'InService' && endpoint.status !== 'Failed') throw inProgress(endpoint);
    plane.store.atomically(() => {
      const after = plane.store.endpoints.update(endpoint.name, { status: 'Deleting', modifiedAt: plane.now() });
      if (after) plane.announce.endpoint(after);
    });
    plane.endpoints.delete(endpoint.name);
    return {};
  }),
];

const inProgress = (endpoint: Endpoint) => invalid(`Cannot update in-progress endpoint "${endpoint.arn}".`);

function find(plane: Plane, name: string | undefined): Endpoint {
  const endpoint = plane.store.endpoints.get(name ?? '');
  if (endpoint === undefined) throw invalid(`Could not find endpoint "${plane.arn('endpoint', name ?? '')}".`);
  return endpoint;
}

/** What would be another deployment than the one asked for is refused, never silently done in another way. */
function checkDeploymentConfig(input: UpdateEndpointCommandInput): void {
  const routing = input.DeploymentConfig?.BlueGreenUpdatePolicy?.TrafficRoutingConfiguration?.Type;
  if (input.DeploymentConfig?.RollingUpdatePolicy || (routing !== undefined && routing !== 'ALL_AT_ONCE')) {
    throw invalid('The local runtime shifts the traffic of an endpoint all at once only.');
  }
}
