import type { AddTagsCommandInput, DeleteTagsCommandInput, ListTagsCommandInput } from '@aws-sdk/client-sagemaker';
import { invalid } from '../api/service-error.ts';
import type { Plane } from '../plane.ts';
import { given, operation } from './operation.ts';

export const tagOperations = [
  operation('AddTags', (plane, input: AddTagsCommandInput) => {
    const arn = existing(plane, input.ResourceArn);
    plane.store.tags.add(arn, input.Tags);
    return { Tags: plane.store.tags.of(arn) };
  }),

  operation('ListTags', (plane, input: ListTagsCommandInput) => ({
    Tags: plane.store.tags.of(existing(plane, input.ResourceArn)),
  })),

  operation('DeleteTags', (plane, input: DeleteTagsCommandInput) => {
    plane.store.tags.remove(existing(plane, input.ResourceArn), input.TagKeys ?? []);
    return {};
  }),
];

function existing(plane: Plane, resourceArn: string | undefined): string {
  const arn = given(resourceArn, 'ResourceArn');
  const { store } = plane;
  const all = [
    store.trainingJobs,
    store.processingJobs,
    store.models,
    store.endpointConfigs,
    store.endpoints,
    store.modelPackageGroups,
    store.modelPackages,
  ];
  if (!all.some((resources) => resources.all().some((one) => one.arn === arn))) {
    throw invalid(`Resource ${arn} does not exist.`);
  }
  return arn;
}
