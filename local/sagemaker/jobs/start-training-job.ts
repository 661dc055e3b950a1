import type { CreateTrainingJobCommandInput } from '@aws-sdk/client-sagemaker';
import type { Plane } from '../plane.ts';
import { under } from '../s3-uri.ts';
import type { TrainingJob, Trial } from '../state/records.ts';
import { runTrainingJob } from './run-training-job.ts';
import { firstTransition } from './training-state.ts';

/**
 * Creates a training job whose request was checked, and lets it run. Undefined when its name is taken.
 * `trial`: what its tuning job says of it.
 */
export function startTrainingJob(
  plane: Plane,
  name: string,
  request: CreateTrainingJobCommandInput,
  trial?: Trial,
): TrainingJob | undefined {
  const arn = plane.arn('training-job', name);
  const now = plane.now();
  const job: TrainingJob = {
    name,
    arn,
    request,
    createdAt: now,
    modifiedAt: now,
    status: 'InProgress',
    secondaryStatus: 'Starting',
    transitions: [firstTransition(now)],
    modelArtifacts: under(request.OutputDataConfig?.S3OutputPath ?? '', `${name}/output/model.tar.gz`),
    ...(trial && { trial }),
  };
  const isNew = plane.store.atomically(() => {
    if (!plane.store.trainingJobs.insert(name, job)) return false;
    plane.store.tags.add(arn, request.Tags);
    plane.announce.trainingJob(job);
    return true;
  });
  if (!isNew) return undefined;
  plane.jobs.start(arn, (slots, signal) => runTrainingJob(plane, job, slots, signal));
  return job;
}
