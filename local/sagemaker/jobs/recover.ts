import type { Surroundings } from '../surroundings.ts';
import { moveTuningJob } from '../tuning/tuning-state.ts';
import { RESTARTED } from './job-error.ts';
import { moveProcessingJob } from './run-processing-job.ts';
import { moveTrainingJob } from './training-state.ts';

/** Fails the jobs that the last process left unfinished: their containers went with it. */
export function failInterruptedJobs(plane: Surroundings): void {
  const endedAt = plane.now();
  for (const job of plane.store.trainingJobs.all()) {
    if (job.status !== 'InProgress' && job.status !== 'Stopping') continue;
    moveTrainingJob(plane, job.name, 'Failed', 'Failed', { endedAt, failureReason: RESTARTED });
  }
  for (const job of plane.store.tuningJobs.all()) {
    if (job.status !== 'InProgress' && job.status !== 'Stopping') continue;
    moveTuningJob(plane, job.name, { status: 'Failed', endedAt, failureReason: RESTARTED });
  }
  for (const job of plane.store.processingJobs.all()) {
    if (job.status !== 'InProgress' && job.status !== 'Stopping') continue;
    moveProcessingJob(plane, job.name, { status: 'Failed', endedAt, failureReason: RESTARTED });
  }
}
