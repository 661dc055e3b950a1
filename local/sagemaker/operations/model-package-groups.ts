import type {
  CreateModelPackageGroupCommandInput,
  DeleteModelPackageGroupCommandInput,
  DescribeModelPackageGroupCommandInput,
  ListModelPackageGroupsCommandInput,
} from '@aws-sdk/client-sagemaker';
import { nameOf } from '../api/arn.ts';
import { invalid, ServiceError } from '../api/service-error.ts';
import type { Plane } from '../plane.ts';
import type { ModelPackageGroup } from '../state/records.ts';
import { describeModelPackageGroup } from '../views/model-package.ts';
import { page } from './listing.ts';
import { given, operation } from './operation.ts';

export const modelPackageGroupOperations = [
  operation('CreateModelPackageGroup', (plane, input: CreateModelPackageGroupCommandInput, caller) => {
    const name = given(input.ModelPackageGroupName, 'ModelPackageGroupName');
    const arn = plane.arn('model-package-group', name);
    const now = plane.now();
    const group: ModelPackageGroup = {
      name,
      arn,
      request: input,
      createdAt: now,
      modifiedAt: now,
      createdBy: caller.principalArn,
      nextVersion: 1,
    };
    plane.store.atomically(() => {
      if (!plane.store.modelPackageGroups.insert(name, group)) {
        throw invalid(`Model Package Group already exists: ${arn}`);
      }
      plane.store.tags.add(arn, input.Tags);
      plane.announce.modelPackageGroup(group);
    });
    return { ModelPackageGroupArn: arn };
  }),

  operation('DescribeModelPackageGroup', (plane, input: DescribeModelPackageGroupCommandInput) =>
    describeModelPackageGroup(findGroup(plane, input.ModelPackageGroupName)),
  ),

  operation('ListModelPackageGroups', (plane, input: ListModelPackageGroupsCommandInput) => {
    const groups = page(plane.store.modelPackageGroups.all(), input);
    return {
      ModelPackageGroupSummaryList: groups.items.map((one) => ({
        ModelPackageGroupName: one.name,
        ModelPackageGroupArn: one.arn,
        ModelPackageGroupDescription: one.request.ModelPackageGroupDescription,
        CreationTime: new Date(one.createdAt),
        ModelPackageGroupStatus: 'Completed',
      })),
      NextToken: groups.NextToken,
    };
  }),

  operation('DeleteModelPackageGroup', (plane, input: DeleteModelPackageGroupCommandInput) => {
    const group = findGroup(plane, input.ModelPackageGroupName);
    if (plane.store.modelPackages.all().some((one) => one.group === group.name)) {
      throw new ServiceError(
        'ConflictException',
        `Model Package Group ${group.arn} cannot be deleted because it still contains Model Packages.`,
      );
    }
    plane.store.atomically(() => {
      plane.store.modelPackageGroups.delete(group.name);
      plane.store.tags.forget(group.arn);
    });
    return {};
  }),
];

/** @throws ServiceError ValidationException when there is none of that name or ARN. */
export function findGroup(plane: Plane, nameOrArn: string | undefined): ModelPackageGroup {
  const group = plane.store.modelPackageGroups.find(nameOrArn ?? '');
  if (group) return group;
  throw invalid(`ModelPackageGroup ${plane.arn('model-package-group', nameOf(nameOrArn ?? ''))} does not exist.`);
}
