import type { CreateTrainingJobCommandInput, CreateTrainingJobCommandOutput } from '@aws-sdk/client-sagemaker';
import { ServiceError } from '../api/service-error.ts';
import { startTrainingJob } from '../jobs/start-training-job.ts';
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
    if (startTrainingJob(plane, name, input) === undefined) refuseTaken(plane.store.trainingJobs.get(name));
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
