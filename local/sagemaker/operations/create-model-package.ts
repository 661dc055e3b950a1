import type { CreateModelPackageCommandInput, CreateModelPackageCommandOutput } from '@aws-sdk/client-sagemaker';
import { invalid } from '../api/service-error.ts';
import type { ModelPackage } from '../state/records.ts';
import { findGroup } from './model-package-groups.ts';
import { type Answer, operation } from './operation.ts';

/** Registers the next version of a group. The same `ClientToken` again answers with what it made the first time. */
export const createModelPackage = operation(
  'CreateModelPackage',
  (plane, input: CreateModelPackageCommandInput, caller): Answer<CreateModelPackageCommandOutput> => {
    check(input);
    const group = findGroup(plane, input.ModelPackageGroupName);
    const before = plane.store.modelPackages
      .all()
      .find((one) => input.ClientToken !== undefined && one.request.ClientToken === input.ClientToken);
    if (before) return { ModelPackageArn: before.arn };
    const now = plane.now();
    const arn = plane.arn('model-package', `${group.name}/${group.nextVersion}`);
    const made: ModelPackage = {
      name: `${group.name}/${group.nextVersion}`,
      arn,
      request: input,
      createdAt: now,
      modifiedAt: now,
      group: group.name,
      version: group.nextVersion,
      approvalStatus: input.ModelApprovalStatus ?? 'PendingManualApproval',
      customerMetadata: input.CustomerMetadataProperties,
      lifeCycle: input.ModelLifeCycle,
      createdBy: caller.principalArn,
    };
    plane.store.atomically(() => {
      plane.store.modelPackages.insert(made.name, made);
      plane.store.modelPackageGroups.update(group.name, { nextVersion: group.nextVersion + 1 });
      plane.announce.modelPackage(made);
    });
    return { ModelPackageArn: arn };
  },
);

/** Rules that the service model cannot say. */
function check(input: CreateModelPackageCommandInput): void {
  if (input.ModelPackageGroupName === undefined) {
    throw invalid('The local registry keeps versioned model packages only: ModelPackageGroupName is required.');
  }
  if (input.ModelPackageName !== undefined) {
    throw invalid('ModelPackageName and ModelPackageGroupName cannot be present at the same time.');
  }
  if (input.Tags !== undefined && input.Tags.length > 0) {
    throw invalid('Tags are not supported for a versioned model package: it uses the tags of its model package group.');
  }
  if (
    input.InferenceSpecification === undefined &&
    input.SourceAlgorithmSpecification === undefined &&
    input.SourceUri === undefined
  ) {
    throw invalid('One of InferenceSpecification, SourceAlgorithmSpecification and SourceUri must be present.');
  }
}
