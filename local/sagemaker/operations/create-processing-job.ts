import type { CreateProcessingJobCommandInput, CreateProcessingJobCommandOutput } from '@aws-sdk/client-sagemaker';
import { invalid, ServiceError } from '../api/service-error.ts';
import { runProcessingJob } from '../jobs/run-processing-job.ts';
import type { ProcessingJob } from '../state/records.ts';
import { checkImage } from './images.ts';
import { type Answer, given, operation } from './operation.ts';

export const createProcessingJob = operation(
  'CreateProcessingJob',
  async (plane, input: CreateProcessingJobCommandInput): Promise<Answer<CreateProcessingJobCommandOutput>> => {
    const name = given(input.ProcessingJobName, 'ProcessingJobName');
    const arn = plane.arn('processing-job', name);
    refuseTaken(plane.store.processingJobs.get(name));
    check(input);
    await plane.roles.check(given(input.RoleArn, 'RoleArn'), arn);
    await checkImage(plane, given(input.AppSpecification?.ImageUri, 'ImageUri'));
    const now = plane.now();
    const job: ProcessingJob = { name, arn, request: input, createdAt: now, modifiedAt: now, status: 'InProgress' };
    plane.store.atomically(() => {
      if (!plane.store.processingJobs.insert(name, job)) refuseTaken(job);
      plane.store.tags.add(arn, input.Tags);
      plane.announce.processingJob(job);
    });
    plane.jobs.start(arn, (slots, signal) => runProcessingJob(plane, job, slots, signal));
    return { ProcessingJobArn: arn };
  },
);

function refuseTaken(job: ProcessingJob | undefined): void {
  if (job === undefined) return;
  throw new ServiceError(
    'ResourceInUse',
    `Job name must be unique within an AWS account and region, and a job with this name already exists (${job.arn})`,
  );
}

/** Rules that the service model cannot say. */
function check(input: CreateProcessingJobCommandInput): void {
  const inputs = (input.ProcessingInputs ?? []).map((one) => one.InputName);
  const outputs = (input.ProcessingOutputConfig?.Outputs ?? []).map((one) => one.OutputName);
  if (new Set(inputs).size < inputs.length) throw invalid('Input names must be unique within a processing job.');
  if (new Set(outputs).size < outputs.length) throw invalid('Output names must be unique within a processing job.');
  const paths = [
    ...(input.ProcessingInputs ?? []).map((one) => one.S3Input?.LocalPath),
    ...(input.ProcessingOutputConfig?.Outputs ?? []).map((one) => one.S3Output?.LocalPath),
  ];
  for (const path of paths) {
    if (path !== undefined && (!path.startsWith('/opt/ml/processing/') || path.split('/').includes('..'))) {
      throw invalid(`LocalPath ${path} must be a path under /opt/ml/processing.`);
    }
  }
  const instances = input.ProcessingResources?.ClusterConfig?.InstanceCount ?? 1;
  if (instances > 1) {
    throw new ServiceError(
      'ResourceLimitExceeded',
      `The account-level service limit 'Number of instances for a processing job' is 1 Instances, with current ` +
        `utilization of 0 Instances and a request delta of ${instances} Instances: the local runtime uses one instance.`,
    );
  }
}
