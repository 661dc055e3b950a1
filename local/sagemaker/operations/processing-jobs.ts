import type {
  DescribeProcessingJobCommandInput,
  ListProcessingJobsCommandInput,
  StopProcessingJobCommandInput,
} from '@aws-sdk/client-sagemaker';
import { invalid } from '../api/service-error.ts';
import { moveProcessingJob } from '../jobs/run-processing-job.ts';
import type { Plane } from '../plane.ts';
import type { ProcessingJob } from '../state/records.ts';
import { describeProcessingJob, summarizeProcessingJob } from '../views/processing-job.ts';
import { page } from './listing.ts';
import { operation } from './operation.ts';

export const processingJobOperations = [
  operation('DescribeProcessingJob', (plane, input: DescribeProcessingJobCommandInput) =>
    describeProcessingJob(find(plane, input.ProcessingJobName)),
  ),

  operation('ListProcessingJobs', (plane, input: ListProcessingJobsCommandInput) => {
    const wanted = input.StatusEquals;
    const jobs = page(plane.store.processingJobs.all(), input, (job) => wanted === undefined || job.status === wanted);
    return { ProcessingJobSummaries: jobs.items.map(summarizeProcessingJob), NextToken: jobs.NextToken };
  }),

  operation('StopProcessingJob', (plane, input: StopProcessingJobCommandInput) => {
    const job = find(plane, input.ProcessingJobName);
    if (job.status === 'Stopping') return {};
    if (job.status !== 'InProgress') {
      throw invalid(`The request was rejected because the processing job is in status ${job.status}.`);
    }
    moveProcessingJob(plane, job.name, { status: 'Stopping' });
    plane.jobs.stop(job.arn);
    return {};
  }),
];

function find(plane: Plane, name: string | undefined): ProcessingJob {
  const job = plane.store.processingJobs.get(name ?? '');
  if (job === undefined) throw invalid(`Could not find requested job with name: ${name}`);
  return job;
}
