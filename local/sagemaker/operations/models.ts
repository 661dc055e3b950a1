import type {
  CreateModelCommandInput,
  DeleteModelCommandInput,
  DescribeModelCommandInput,
  ListModelsCommandInput,
} from '@aws-sdk/client-sagemaker';
import { invalid } from '../api/service-error.ts';
import type { Plane } from '../plane.ts';
import type { Model } from '../state/records.ts';
import { describeModel } from '../views/model.ts';
import { checkImage } from './images.ts';
import { page } from './listing.ts';
import { given, operation } from './operation.ts';

export const modelOperations = [
  operation('CreateModel', async (plane, input: CreateModelCommandInput) => {
    const name = given(input.ModelName, 'ModelName');
    const arn = plane.arn('model', name);
    if (plane.store.models.get(name)) throw taken(arn);
    const request = withContainer(plane, input);
    await plane.roles.check(given(input.ExecutionRoleArn, 'ExecutionRoleArn'), arn);
    await checkImage(plane, given(request.PrimaryContainer?.Image, 'Image'));
    const now = plane.now();
    const model: Model = { name, arn, request, createdAt: now, modifiedAt: now };
    plane.store.atomically(() => {
      if (!plane.store.models.insert(name, model)) throw taken(arn);
      plane.store.tags.add(arn, input.Tags);
      plane.announce.model(model);
    });
    return { ModelArn: arn };
  }),

  operation('DescribeModel', (plane, input: DescribeModelCommandInput) => describeModel(find(plane, input.ModelName))),

  operation('ListModels', (plane, input: ListModelsCommandInput) => {
    const models = page(plane.store.models.all(), input);
    return {
      Models: models.items.map((one) => ({
        ModelName: one.name,
        ModelArn: one.arn,
        CreationTime: new Date(one.createdAt),
      })),
      NextToken: models.NextToken,
    };
  }),

  operation('DeleteModel', (plane, input: DeleteModelCommandInput) => {
    const model = find(plane, input.ModelName);
    plane.store.atomically(() => {
      plane.announce.model(model);
      plane.store.models.delete(model.name);
      plane.store.tags.forget(model.arn);
    });
    return {};
  }),
];

const taken = (arn: string) => invalid(`Cannot create already existing model "${arn}".`);

function find(plane: Plane, name: string | undefined): Model {
  const model = plane.store.models.get(name ?? '');
  if (model === undefined) throw invalid(`Could not find model "${plane.arn('model', name ?? '')}".`);
  return model;
}

/** One container, given itself or by a model package whose first container it takes. */
function withContainer(plane: Plane, input: CreateModelCommandInput): CreateModelCommandInput {
  if (input.ExecutionRoleArn === undefined) throw invalid('ExecutionRoleArn is required.');
  const containers = [...(input.PrimaryContainer ? [input.PrimaryContainer] : []), ...(input.Containers ?? [])];
  const [container] = containers;
  if (container === undefined) throw invalid('Exactly one of PrimaryContainer and Containers must be specified.');
  if (containers.length > 1) throw invalid('The local runtime serves models of one container.');
  if (container.ModelPackageName === undefined) {
    if (container.Image === undefined) throw invalid('Container must specify either Image or ModelPackageName.');
    return { ...input, PrimaryContainer: container, Containers: undefined };
  }
  const found = plane.store.modelPackages.find(container.ModelPackageName);
  const specified = found?.request.InferenceSpecification?.Containers?.[0];
  if (found === undefined || specified === undefined) {
    throw invalid(`ModelPackage ${container.ModelPackageName} does not exist or has no inference specification.`);
  }
  if (found.approvalStatus !== 'Approved') {
    throw invalid(`Model Package ${found.arn} is not approved: its status is ${found.approvalStatus}.`);
  }
  const { Image, ModelDataUrl, ModelDataSource, Environment } = specified;
  return {
    ...input,
    PrimaryContainer: {
      ...container,
      Image,
      ModelDataUrl,
      ModelDataSource,
      Environment: { ...Environment, ...container.Environment },
    },
    Containers: undefined,
  };
}
