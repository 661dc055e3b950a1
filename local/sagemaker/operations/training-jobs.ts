import type {
  DescribeTrainingJobCommandInput,
  ListTrainingJobsCommandInput,
  StopTrainingJobCommandInput,
} from '@aws-sdk/client-sagemaker';
import { invalid } from '../api/service-error.ts';
import { beginStopping } from '../jobs/training-state.ts';
import type { Plane } from '../plane.ts';
import type { TrainingJob } from '../state/records.ts';
import { describeTrainingJob, summarizeTrainingJob } from '../views/training-job.ts';
import { page } from './listing.ts';
import { operation } from './operation.ts';

export const trainingJobOperations = [
  operation('DescribeTrainingJob', (plane, input: DescribeTrainingJobCommandInput) =>
    describeTrainingJob(find(plane, input.TrainingJobName)),
  ),

  operation('ListTrainingJobs', (plane, input: ListTrainingJobsCommandInput) => {
    const wanted = input.StatusEquals;
    const jobs = page(plane.store.trainingJobs.all(), input, (job) => wanted === undefined || job.status === wanted);
    return { TrainingJobSummaries: jobs.items.map(summarizeTrainingJob), NextToken: jobs.NextToken };
  }),

  operation('StopTrainingJob', (plane, input: StopTrainingJobCommandInput) => {
    const job = find(plane, input.TrainingJobName);
    if (job.status === 'Stopping') return {};
    if (job.status !== 'InProgress') {
      throw invalid(`The request was rejected because the training job is in status ${job.status}.`);
    }
    beginStopping(plane, job.name);
    plane.jobs.stop(job.arn);
    return {};
  }),
];

function find(plane: Plane, name: string | undefined): TrainingJob {
  const job = plane.store.trainingJobs.get(name ?? '');
  if (job === undefined) throw invalid('Requested resource not found.');
  return job;
}
