import { runErrorOf } from '../conclude/run-error.ts';
import type { RunError } from '../conclude/run-record.ts';
import type { JobObservation } from './observation.ts';

/** The typed end of a job that failed or was stopped. */
export const jobError = ({ failureReason, status }: JobObservation, jobName: string): RunError =>
  runErrorOf({
    Error: 'States.TaskFailed',
    Cause: JSON.stringify({
      FailureReason: failureReason ?? (status === 'Stopped' ? 'The job was stopped.' : undefined),
      ProcessingJobName: jobName,
    }),
  });
