import {
  DescribeModelPackageCommand,
  type ModelApprovalStatus,
  paginateListModelPackages,
  SageMakerClient,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { faultable } from '../../faults/client.ts';
import type { ClientOptions } from '../connection/client-options.ts';
import { isMissing } from './missing.ts';

export interface ModelPackage {
  readonly arn: string;
  readonly version: number;
  readonly approval: ModelApprovalStatus | 'Unknown';
  /** Why it was approved or rejected; empty when nobody said. */
  readonly reason: string;
  /** ARN or name of who changed it last, where the registry knows. */
  readonly decidedBy: string | undefined;
  /** SHA-256 of `model.tar.gz`. */
  readonly artifactSha256: string | undefined;
  /** SHA-256 of `model.json`, which the model server checks. */
  readonly modelDigest: string | undefined;
  readonly image: string | undefined;
  readonly createdAt: string;
  readonly runId: string | undefined;
}

/** SageMaker model registry. */
export class Registry {
  private readonly client: SageMakerClient;

  constructor(options: ClientOptions) {
    this.client = faultable(new SageMakerClient(options));
  }

  /** Newest first. */
  async packages(group: string): Promise<ModelPackage[]> {
    const arns: string[] = [];
    const input = { ModelPackageGroupName: group, SortBy: 'CreationTime', SortOrder: 'Descending' } as const;
    for await (const page of paginateListModelPackages({ client: this.client }, input)) {
      for (const summary of page.ModelPackageSummaryList ?? []) {
        if (summary.ModelPackageArn !== undefined) arns.push(summary.ModelPackageArn);
      }
    }
    return Promise.all(arns.map((arn) => this.describe(arn)));
  }

  async describe(arn: string): Promise<ModelPackage> {
    const answer = await this.client.send(new DescribeModelPackageCommand({ ModelPackageName: arn }));
    return {
      arn,
      version: answer.ModelPackageVersion ?? 0,
      approval: answer.ModelApprovalStatus ?? 'Unknown',
      reason: answer.ApprovalDescription ?? '',
      decidedBy: answer.LastModifiedBy?.IamIdentity?.Arn ?? answer.LastModifiedBy?.UserProfileName,
      artifactSha256: answer.CustomerMetadataProperties?.artifactSha256,
      modelDigest: answer.CustomerMetadataProperties?.modelDigest,
      image: answer.InferenceSpecification?.Containers?.[0]?.Image,
      createdAt: answer.CreationTime?.toISOString() ?? '',
      runId: answer.CustomerMetadataProperties?.runId,
    };
  }

  /** Undefined when the package is gone. */
  async find(arn: string): Promise<ModelPackage | undefined> {
    try {
      return await this.describe(arn);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async decide(arn: string, status: 'Approved' | 'Rejected', reason: string): Promise<void> {
    await this.client.send(
      new UpdateModelPackageCommand({
        ModelPackageArn: arn,
        ModelApprovalStatus: status,
        ApprovalDescription: reason,
      }),
    );
  }
}
