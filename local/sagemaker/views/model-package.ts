import type {
  DescribeModelPackageCommandOutput,
  DescribeModelPackageGroupCommandOutput,
  ModelPackageSummary,
  UserContext,
} from '@aws-sdk/client-sagemaker';
import type { ModelPackage, ModelPackageGroup } from '../state/records.ts';

const userContext = (principalArn: string | undefined): UserContext | undefined =>
  principalArn === undefined ? undefined : { IamIdentity: { Arn: principalArn } };

/** A model package version as DescribeModelPackage answers it. */
export function describeModelPackage(one: ModelPackage): Omit<DescribeModelPackageCommandOutput, '$metadata'> {
  const { Tags: _tags, ClientToken: _clientToken, ModelPackageName: _name, ...request } = one.request;
  return {
    ...request,
    ModelPackageName: one.group,
    ModelPackageGroupName: one.group,
    ModelPackageVersion: one.version,
    ModelPackageRegistrationType: request.ModelPackageRegistrationType ?? 'Registered',
    ModelPackageArn: one.arn,
    CreationTime: new Date(one.createdAt),
    ModelPackageStatus: 'Completed',
    ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
    CertifyForMarketplace: request.CertifyForMarketplace ?? false,
    ModelApprovalStatus: one.approvalStatus,
    ApprovalDescription: one.approvalDescription,
    CustomerMetadataProperties: one.customerMetadata,
    ModelLifeCycle: one.lifeCycle,
    CreatedBy: userContext(one.createdBy),
    LastModifiedTime: new Date(one.modifiedAt),
    LastModifiedBy: userContext(one.modifiedBy),
  };
}

export const summarizeModelPackage = (one: ModelPackage): ModelPackageSummary => ({
  ModelPackageGroupName: one.group,
  ModelPackageVersion: one.version,
  ModelPackageArn: one.arn,
  ModelPackageDescription: one.request.ModelPackageDescription,
  CreationTime: new Date(one.createdAt),
  ModelPackageStatus: 'Completed',
  ModelApprovalStatus: one.approvalStatus,
  ModelPackageRegistrationType: one.request.ModelPackageRegistrationType ?? 'Registered',
});

export const describeModelPackageGroup = (
  group: ModelPackageGroup,
): Omit<DescribeModelPackageGroupCommandOutput, '$metadata'> => ({
  ModelPackageGroupName: group.name,
  ModelPackageGroupArn: group.arn,
  ModelPackageGroupDescription: group.request.ModelPackageGroupDescription,
  CreationTime: new Date(group.createdAt),
  CreatedBy: userContext(group.createdBy) ?? {},
  ModelPackageGroupStatus: 'Completed',
});
