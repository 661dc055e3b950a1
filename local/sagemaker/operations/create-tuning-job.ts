import { randomInt } from 'node:crypto';
import type {
  CreateHyperParameterTuningJobCommandInput,
  CreateHyperParameterTuningJobCommandOutput,
} from '@aws-sdk/client-sagemaker';
import { ServiceError } from '../api/service-error.ts';
import type { TuningJob } from '../state/records.ts';
import { definitionsOf } from '../tuning/definitions.ts';
import { checkTuningRules } from '../tuning/rules/tuning-rules.ts';
import { checkWarmStart } from '../tuning/rules/warm-start-rules.ts';
import { runTuningJob } from '../tuning/run-tuning-job.ts';
import { checkImage } from './images.ts';
import { type Answer, given, operation } from './operation.ts';

export const createTuningJob = operation(
  'CreateHyperParameterTuningJob',
  async (
    plane,
    input: CreateHyperParameterTuningJobCommandInput,
  ): Promise<Answer<CreateHyperParameterTuningJobCommandOutput>> => {
    const name = given(input.HyperParameterTuningJobName, 'HyperParameterTuningJobName');
    const arn = plane.arn('hyper-parameter-tuning-job', name);
    refuseTaken(plane.store.tuningJobs.get(name));
    checkTuningRules(input, plane.capacity);
    checkWarmStart(input, (parent) => plane.store.tuningJobs.get(parent));
    for (const { training } of definitionsOf(input)) {
      await plane.roles.check(given(training.RoleArn, 'RoleArn'), arn);
      await checkImage(plane, given(training.AlgorithmSpecification?.TrainingImage, 'TrainingImage'));
    }
    const now = plane.now();
    const seed = input.HyperParameterTuningJobConfig?.RandomSeed ?? randomInt(2 ** 31);
    const job: TuningJob = { name, arn, request: input, createdAt: now, modifiedAt: now, status: 'InProgress', seed };
    plane.store.atomically(() => {
      if (!plane.store.tuningJobs.insert(name, job)) refuseTaken(job);
      plane.store.tags.add(arn, input.Tags);
      plane.announce.tuningJob(job, []);
    });
    plane.jobs.start(arn, (_slots, signal) => runTuningJob(plane, job, signal));
    return { HyperParameterTuningJobArn: arn };
  },
);

function refuseTaken(job: TuningJob | undefined): void {
  if (job === undefined) return;
  throw new ServiceError(
    'ResourceInUse',
    'Hyperparameter tuning job names must be unique within an AWS account and region, and a tuning job with this name ' +
      `already exists (${job.arn})`,
  );
}
