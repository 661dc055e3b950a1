import type {
  DeleteModelPackageCommandInput,
  DescribeModelPackageCommandInput,
  ListModelPackagesCommandInput,
  UpdateModelPackageCommandInput,
} from '@aws-sdk/client-sagemaker';
import { nameOf } from '../api/arn.ts';
import { invalid } from '../api/service-error.ts';
import type { Plane } from '../plane.ts';
import type { ModelPackage } from '../state/records.ts';
import { describeModelPackage, summarizeModelPackage } from '../views/model-package.ts';
import { page } from './listing.ts';
import { findGroup } from './model-package-groups.ts';
import { operation } from './operation.ts';

export const modelPackageOperations = [
  operation('DescribeModelPackage', (plane, input: DescribeModelPackageCommandInput) =>
    describeModelPackage(find(plane, input.ModelPackageName)),
  ),

  operation('ListModelPackages', (plane, input: ListModelPackagesCommandInput) => {
    const group = input.ModelPackageGroupName && findGroup(plane, input.ModelPackageGroupName).name;
    const packages = page(
      plane.store.modelPackages.all(),
      input,
      (one) =>
        (group === undefined || one.group === group) &&
        (input.ModelApprovalStatus === undefined || one.approvalStatus === input.ModelApprovalStatus),
    );
    return {
      ModelPackageSummaryList: packages.items.map(summarizeModelPackage),
      NextToken: packages.NextToken,
    };
  }),

  operation('UpdateModelPackage', (plane, input: UpdateModelPackageCommandInput, caller) => {
    const before = find(plane, input.ModelPackageArn);
    const metadata = { ...before.customerMetadata, ...input.CustomerMetadataProperties };
    for (const key of input.CustomerMetadataPropertiesToRemove ?? []) delete metadata[key];
    plane.store.atomically(() => {
      const after = plane.store.modelPackages.update(before.name, {
        approvalStatus: input.ModelApprovalStatus ?? before.approvalStatus,
        approvalDescription: input.ApprovalDescription ?? before.approvalDescription,
        customerMetadata: Object.keys(metadata).length === 0 ? undefined : metadata,
        lifeCycle: input.ModelLifeCycle ?? before.lifeCycle,
        modifiedAt: plane.now(),
        modifiedBy: caller.principalArn,
      });
      if (after) plane.announce.modelPackage(after);
    });
    return { ModelPackageArn: before.arn };
  }),

  operation('DeleteModelPackage', (plane, input: DeleteModelPackageCommandInput) => {
    const found = find(plane, input.ModelPackageName);
    plane.store.modelPackages.delete(found.name);
    return {};
  }),
];

function find(plane: Plane, nameOrArn: string | undefined): ModelPackage {
  const found = plane.store.modelPackages.find(nameOrArn ?? '');
  if (found === undefined) {
    throw invalid(`ModelPackage ${plane.arn('model-package', nameOf(nameOrArn ?? ''))} does not exist.`);
  }
  return found;
}
