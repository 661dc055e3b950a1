import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import {
  paginateListEndpointConfigs,
  paginateListModelPackages,
  paginateListModels,
  paginateListProcessingJobs,
  paginateListTrainingJobs,
} from '@aws-sdk/client-sagemaker';
import { paginateListExecutions } from '@aws-sdk/client-sfn';
import { lakeKey, modelPackageGroupName } from '../../../domain/names.ts';
import { WORKLOAD, type World } from '../../loop/world/world.ts';

/** Everything that runs of the workload leave in AWS, by name. */
export interface Inventory {
  readonly datasetVersions: readonly string[];
  readonly packages: readonly string[];
  readonly models: readonly string[];
  readonly endpointConfigs: readonly string[];
  /** Name to status. */
  readonly trainingJobs: ReadonlyMap<string, string>;
  readonly processingJobs: ReadonlyMap<string, string>;
  readonly runningExecutions: readonly string[];
}

export async function takeInventory({ root, platform }: World): Promise<Inventory> {
  const { sageMaker: client, s3, stepFunctions } = root;
  const group = { ModelPackageGroupName: modelPackageGroupName(platform.environment, WORKLOAD) };
  const [datasetVersions, packages, models, endpointConfigs, trainingJobs, processingJobs, ...executions] =
    await Promise.all([
      collect(
        paginateListObjectsV2({ client: s3 }, { Bucket: platform.lakeBucket, Prefix: lakeKey.manifests(WORKLOAD) }),
        (page) => page.Contents?.map(({ Key }) => Key).filter((key = '') => /\/\d+\.json$/.test(key)),
      ),
      collect(paginateListModelPackages({ client }, group), (page) =>
        page.ModelPackageSummaryList?.map(({ ModelPackageArn }) => ModelPackageArn),
      ),
      collect(paginateListModels({ client }, {}), (page) => page.Models?.map(({ ModelName }) => ModelName)),
      collect(paginateListEndpointConfigs({ client }, {}), (page) =>
        page.EndpointConfigs?.map(({ EndpointConfigName }) => EndpointConfigName),
      ),
      collect(paginateListTrainingJobs({ client }, {}), (page) =>
        page.TrainingJobSummaries?.map((job) => [job.TrainingJobName ?? '', job.TrainingJobStatus ?? ''] as const),
      ),
      collect(paginateListProcessingJobs({ client }, {}), (page) =>
        page.ProcessingJobSummaries?.map(
          (job) => [job.ProcessingJobName ?? '', job.ProcessingJobStatus ?? ''] as const,
        ),
      ),
      ...[platform.retrainStateMachineArn, platform.rolloutStateMachineArn].map((stateMachineArn) =>
        collect(
          paginateListExecutions({ client: stepFunctions }, { stateMachineArn, statusFilter: 'RUNNING' }),
          (page) => page.executions?.map(({ executionArn }) => executionArn),
        ),
      ),
    ]);
  return {
    datasetVersions,
    packages,
    models,
    endpointConfigs,
    trainingJobs: new Map(trainingJobs),
    processingJobs: new Map(processingJobs),
    runningExecutions: executions.flat(),
  };
}

async function collect<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly (Item | undefined)[] | undefined,
): Promise<Item[]> {
  const found: Item[] = [];
  for await (const page of pages) for (const item of itemsOf(page) ?? []) if (item !== undefined) found.push(item);
  return found;
}
