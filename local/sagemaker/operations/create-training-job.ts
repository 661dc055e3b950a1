import type { CreateTrainingJobCommandInput, CreateTrainingJobCommandOutput } from '@aws-sdk/client-sagemaker';
import { invalid, ServiceError } from '../api/service-error.ts';
import { runTrainingJob } from '../jobs/run-training-job.ts';
import { firstTransition } from '../jobs/training-state.ts';
import { under } from '../s3-uri.ts';
import type { TrainingJob } from '../state/records.ts';
import { checkImage } from './images.ts';
import { type Answer, given, operation } from './operation.ts';

export const createTrainingJob = operation(
  'CreateTrainingJob',
  async (plane, input: CreateTrainingJobCommandInput): Promise<Answer<CreateTrainingJobCommandOutput>> => {
    const name = given(input.TrainingJobName, 'TrainingJobName');
    const arn = plane.arn('training-job', name);
    refuseTaken(plane.store.trainingJobs.get(name));
    check(input);
    await plane.roles.check(given(input.RoleArn, 'RoleArn'), arn);
    await checkImage(plane, given(input.AlgorithmSpecification?.TrainingImage, 'TrainingImage'));
    const now = plane.now();
    const outputPath = given(input.OutputDataConfig?.S3OutputPath, 'S3OutputPath');
    const job: TrainingJob = {
      name,
      arn,
      request: input,
      createdAt: now,
      modifiedAt: now,
      status: 'InProgress',
      secondaryStatus: 'Starting',
      transitions: [firstTransition(now)],
      modelArtifacts: under(outputPath, `${name}/output/model.tar.gz`),
    };
    plane.store.atomically(() => {
      if (!plane.store.trainingJobs.insert(name, job)) refuseTaken(job);
      plane.store.tags.add(arn, input.Tags);
      plane.announce.trainingJob(job);
    });
    plane.jobs.start(arn, (slots, signal) => runTrainingJob(plane, job, slots, signal));
    return { TrainingJobArn: arn };
  },
);

function refuseTaken(job: TrainingJob | undefined): void {
  if (job === undefined) return;
  throw new ServiceError(
    'ResourceInUse',
    'Training job names must be unique within an AWS account and region, and a training job with this name already ' +
      `exists (${job.arn})`,
  );
}

/** Rules that the service model cannot say. */
function check(input: CreateTrainingJobCommandInput): void {
  if (input.AlgorithmSpecification?.TrainingImage === undefined) {
    throw invalid('You must specify the training image: the local runtime has no algorithms of its own.');
  }
  if (input.OutputDataConfig === undefined) throw invalid('OutputDataConfig is required.');
  const names = (input.InputDataConfig ?? []).map((channel) => channel.ChannelName);
  if (new Set(names).size < names.length) throw invalid('Channel names must be unique within a training job.');
  const { MaxRuntimeInSeconds = 86_400, MaxWaitTimeInSeconds } = input.StoppingCondition ?? {};
  if (
    input.EnableManagedSpotTraining &&
    (MaxWaitTimeInSeconds === undefined || MaxWaitTimeInSeconds < MaxRuntimeInSeconds)
  ) {
    throw invalid(
      'Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds when ' +
        'EnableManagedSpotTraining is true.',
    );
  }
  if (!input.EnableManagedSpotTraining && MaxWaitTimeInSeconds !== undefined) {
    throw invalid('MaxWaitTimeInSeconds above 0 is not supported when EnableManagedSpotTraining is false.');
  }
  const instances = input.ResourceConfig?.InstanceCount ?? 1;
  if (instances > 1) {
    throw new ServiceError(
      'ResourceLimitExceeded',
      `The account-level service limit 'Number of instances for a training job' is 1 Instances, with current utilization ` +
        `of 0 Instances and a request delta of ${instances} Instances: the local runtime trains on one instance.`,
    );
  }
}
