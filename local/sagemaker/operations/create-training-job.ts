import type { CreateTrainingJobCommandInput, CreateTrainingJobCommandOutput } from '@aws-sdk/client-sagemaker';
import { ServiceError } from '../api/service-error.ts';
import { runTrainingJob } from '../jobs/run-training-job.ts';
import { firstTransition } from '../jobs/training-state.ts';
import { under } from '../s3-uri.ts';
import type { TrainingJob } from '../state/records.ts';
import { checkImage } from './images.ts';
import { type Answer, given, operation } from './operation.ts';
import { checkQuota, checkTrainingRules } from './training-rules.ts';

export const createTrainingJob = operation(
  'CreateTrainingJob',
  async (plane, input: CreateTrainingJobCommandInput): Promise<Answer<CreateTrainingJobCommandOutput>> => {
    const name = given(input.TrainingJobName, 'TrainingJobName');
    const arn = plane.arn('training-job', name);
    refuseTaken(plane.store.trainingJobs.get(name));
    checkTrainingRules(input);
    checkQuota(plane.capacity, input);
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
