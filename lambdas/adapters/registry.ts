import {
  CreateModelPackageCommand,
  DescribeModelPackageCommand,
  type DescribeModelPackageCommandOutput,
  paginateListModelPackages,
  SageMakerClient,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { PlatformError } from '../../domain/errors.ts';
import type { NewPackage } from '../../domain/register/new-package.ts';
import {
  type ApprovalStatus,
  packageFactsSchema,
  type RegisteredPackage,
} from '../../domain/register/package-facts.ts';
import { awsClient } from '../runtime/aws-client.ts';
import { isMissing } from './sagemaker-errors.ts';

/** The model registry. */
export interface Registry {
  /** Throws `ARTIFACT_INVALID` when the package is gone or was not registered by the platform. */
  describe(packageArn: string): Promise<RegisteredPackage>;
  /** The package, or undefined when it is gone or was not registered by the platform. */
  find(packageArn: string): Promise<RegisteredPackage | undefined>;
  /** The package that a run registered since a time, if it did. */
  findOfRun(group: string, runId: string, since: Date): Promise<RegisteredPackage | undefined>;
  /** Registers a package and gives its ARN. The same token within a day is the same package. */
  create(group: string, fresh: NewPackage, more: RegistryExtras): Promise<string>;
  /** Sets a package's status with its reason, which the registry takes of existing packages only. */
  decide(packageArn: string, status: ApprovalStatus, reason: string): Promise<void>;
}

export interface RegistryExtras {
  readonly token: string;
  readonly evaluationUri: string;
  /** `sha256:…` of the serving image, where the image registry knows it. */
  readonly imageDigest: string | undefined;
}

const CONTENT_TYPE = 'application/json';

export class SageMakerRegistry implements Registry {
  readonly #client: SageMakerClient;

  constructor(client = awsClient(SageMakerClient)) {
    this.#client = client;
  }

  async describe(packageArn: string): Promise<RegisteredPackage> {
    const found = await this.find(packageArn);
    if (found !== undefined) return found;
    throw new PlatformError('ARTIFACT_INVALID', `The registry has no model package of the platform at ${packageArn}.`, {
      next: 'Choose another version of the model.',
    });
  }

  async find(packageArn: string): Promise<RegisteredPackage | undefined> {
    const described = await this.#describe(packageArn);
    return described === undefined ? undefined : packageOf(described);
  }

  async findOfRun(group: string, runId: string, since: Date): Promise<RegisteredPackage | undefined> {
    const pages = paginateListModelPackages(
      { client: this.#client },
      { ModelPackageGroupName: group, CreationTimeAfter: since, SortBy: 'CreationTime', SortOrder: 'Descending' },
    );
    for await (const page of pages) {
      for (const summary of page.ModelPackageSummaryList ?? []) {
        const found = summary.ModelPackageArn === undefined ? undefined : await this.find(summary.ModelPackageArn);
        if (found?.facts.runId === runId) return found;
      }
    }
    return undefined;
  }

  async create(group: string, fresh: NewPackage, more: RegistryExtras): Promise<string> {
    const created = await this.#client.send(
      new CreateModelPackageCommand({
        ModelPackageGroupName: group,
        ModelPackageDescription: fresh.description,
        ModelApprovalStatus: fresh.status,
        ClientToken: more.token,
        CustomerMetadataProperties: { ...fresh.facts },
        InferenceSpecification: {
          Containers: [
            {
              Image: fresh.image,
              ModelDataUrl: fresh.artifactUri,
              ...(more.imageDigest === undefined ? {} : { ImageDigest: more.imageDigest }),
            },
          ],
          SupportedContentTypes: [CONTENT_TYPE],
          SupportedResponseMIMETypes: [CONTENT_TYPE],
        },
        ModelMetrics: { ModelQuality: { Statistics: { ContentType: CONTENT_TYPE, S3Uri: more.evaluationUri } } },
      }),
    );
    if (created.ModelPackageArn === undefined) throw new PlatformError('AWS_FAILED', 'The registry gave no ARN.');
    return created.ModelPackageArn;
  }

  async decide(packageArn: string, status: ApprovalStatus, reason: string): Promise<void> {
    await this.#client.send(
      new UpdateModelPackageCommand({
        ModelPackageArn: packageArn,
        ModelApprovalStatus: status,
        ApprovalDescription: reason,
      }),
    );
  }

  async #describe(packageArn: string): Promise<DescribeModelPackageCommandOutput | undefined> {
    try {
      return await this.#client.send(new DescribeModelPackageCommand({ ModelPackageName: packageArn }));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }
}

function packageOf(described: DescribeModelPackageCommandOutput): RegisteredPackage | undefined {
  const container = described.InferenceSpecification?.Containers?.[0];
  const facts = packageFactsSchema.safeParse(described.CustomerMetadataProperties);
  const { ModelPackageArn: packageArn, ModelPackageVersion: packageVersion, LastModifiedBy: author } = described;
  const decidedBy = author?.IamIdentity?.Arn ?? author?.UserProfileName;
  if (!facts.success || packageArn === undefined || packageVersion === undefined) return undefined;
  if (container?.Image === undefined || container.ModelDataUrl === undefined) return undefined;
  return {
    packageArn,
    packageVersion,
    status: described.ModelApprovalStatus ?? 'PendingManualApproval',
    reason: described.ApprovalDescription ?? '',
    ...(decidedBy === undefined ? {} : { decidedBy }),
    image: container.Image,
    artifactUri: container.ModelDataUrl,
    facts: facts.data,
  };
}
