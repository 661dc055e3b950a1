import type {
  DescribeHyperParameterTuningJobCommandInput,
  ListHyperParameterTuningJobsCommandInput,
  ListTrainingJobsForHyperParameterTuningJobCommandInput,
  StopHyperParameterTuningJobCommandInput,
} from '@aws-sdk/client-sagemaker';
import { invalid, ServiceError } from '../api/service-error.ts';
import type { Plane } from '../plane.ts';
import type { TrainingJob, TuningJob } from '../state/records.ts';
import { objectiveOf } from '../tuning/objective.ts';
import { trialsOf, warmTrialsOf } from '../tuning/trials.ts';
import { moveTuningJob } from '../tuning/tuning-state.ts';
import { describeTuningJob, summarizeTrial, summarizeTuningJob } from '../views/tuning-job.ts';
import { page } from './listing.ts';
import { operation } from './operation.ts';

/** The order of the lists of tuning when none is asked for. */
const BY_NAME = { SortBy: 'Name', SortOrder: 'Ascending' };

const byStatus = (left: { readonly status: string }, right: { readonly status: string }): number =>
  left.status < right.status ? -1 : Number(left.status > right.status);

export const tuningJobOperations = [
  operation('DescribeHyperParameterTuningJob', (plane, input: DescribeHyperParameterTuningJobCommandInput) => {
    const job = find(plane, input.HyperParameterTuningJobName);
    return describeTuningJob(job, trialsOf(plane.store, job), warmTrialsOf(plane.store, job));
  }),

  operation('ListHyperParameterTuningJobs', (plane, input: ListHyperParameterTuningJobsCommandInput) => {
    const wanted = input.StatusEquals;
    const jobs = page(
      plane.store.tuningJobs.all(),
      { ...BY_NAME, ...input },
      (job) => wanted === undefined || job.status === wanted,
      { Status: byStatus },
    );
    return {
      HyperParameterTuningJobSummaries: jobs.items.map((job) => summarizeTuningJob(job, trialsOf(plane.store, job))),
      NextToken: jobs.NextToken,
    };
  }),

  operation(
    'ListTrainingJobsForHyperParameterTuningJob',
    (plane, input: ListTrainingJobsForHyperParameterTuningJobCommandInput) => {
      const job = find(plane, input.HyperParameterTuningJobName);
      const wanted = input.StatusEquals;
      const hasValue = (trial: TrainingJob) =>
        input.SortBy !== 'FinalObjectiveMetricValue' || objectiveOf(trial) !== undefined;
      const jobs = page(
        trialsOf(plane.store, job).filter(hasValue),
        { ...BY_NAME, ...input },
        (trial) => wanted === undefined || trial.status === wanted,
        {
          Status: byStatus,
          FinalObjectiveMetricValue: (left, right) => (objectiveOf(left) ?? 0) - (objectiveOf(right) ?? 0),
        },
      );
      return {
        TrainingJobSummaries: jobs.items.map((trial) => summarizeTrial(job, trial)),
        NextToken: jobs.NextToken,
      };
    },
  ),

  operation('StopHyperParameterTuningJob', (plane, input: StopHyperParameterTuningJobCommandInput) => {
    const job = find(plane, input.HyperParameterTuningJobName);
    if (job.status === 'Stopping') return {};
    if (job.status !== 'InProgress') {
      throw invalid(`The request was rejected because the hyperparameter tuning job is in status ${job.status}.`);
    }
    moveTuningJob(plane, job.name, { status: 'Stopping' });
    plane.jobs.stop(job.arn);
    return {};
  }),
];

function find(plane: Plane, name: string | undefined): TuningJob {
  const job = plane.store.tuningJobs.get(name ?? '');
  if (job === undefined) {
    throw new ServiceError('ResourceNotFound', `Could not find hyperparameter tuning job with name: ${name}`);
  }
  return job;
}
