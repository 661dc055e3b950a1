import type { Caught } from '../conclude/caught.ts';
import { runError, runErrorOf } from '../conclude/run-error.ts';
import type { RunError } from '../conclude/run-record.ts';
import type { JobAnswer } from './messages.ts';
import type { JobObservation } from './observation.ts';
import { isQuotaInUse } from './quota.ts';
import { jobError } from './reason.ts';

export interface Look {
  readonly jobName: string;
  readonly timeoutSeconds: number;
  /** So long a quota that others use up may keep it from being created. */
  readonly waitSeconds?: number | undefined;
  readonly seen: JobObservation | undefined;
  /** Why the state machine no longer waits for it. */
  readonly caught: Caught;
  /** The answer before this one, if it was about this job. */
  readonly before: JobAnswer | undefined;
  readonly now: Date;
}

/** So often a job is asked for again that the service never created. */
const CREATIONS = 4;
const LONGEST_WAIT_SECONDS = 60;

/**
 * What to do about a job whose task ended with an error. The service knows better than the error: the answer to its
 * creation may have been lost, and the job goes on or is done. Only a job that does not exist is asked for again, and
 * only after an error that may pass.
 */
export function lookAtJob({ jobName, timeoutSeconds, waitSeconds = 0, seen, caught, before, now }: Look): JobAnswer {
  const since = before?.since ?? now.toISOString();
  const { looks = 0, creations = 0 } = before ?? {};
  const isOver = (seconds: number): boolean => now.getTime() - Date.parse(since) >= seconds * 1000;
  const answer = (status: JobAnswer['status'], more: Partial<JobAnswer> = {}): JobAnswer => ({
    status,
    jobName,
    waitSeconds: 1,
    since,
    looks,
    creations,
    ...more,
  });
  switch (seen?.status) {
    case 'Completed':
      return answer('completed');
    case 'Failed':
    case 'Stopped':
      return answer('failed', {
        error: isLate(caught, seen) ? lateError(seen, jobName) : jobError(seen, jobName),
      });
    case 'InProgress':
    case 'Stopping': {
      if (isLate(caught, seen) || isOver(timeoutSeconds)) return answer('failed', { error: lateError(seen, jobName) });
      return answer('waiting', { waitSeconds: backOff(looks), looks: looks + 1 });
    }
    case undefined:
      return (mayPass(caught) && creations < CREATIONS) || (isQuotaInUse(caught.Cause) && !isOver(waitSeconds))
        ? answer('again', { waitSeconds: backOff(creations), creations: creations + 1 })
        : answer('failed', { error: runErrorOf(caught) });
  }
}

/** 2, 4, 8, … seconds. */
const backOff = (before: number): number => Math.min(LONGEST_WAIT_SECONDS, 2 ** (before + 1));

/** An error that the same call may not meet again: silence, throttling, a service's own trouble. */
const mayPass = ({ Error: error, Cause: cause }: Caught): boolean =>
  /SdkClientException|Throttl|Rate exceeded|Timeout|Unavailable|InternalFailure|InternalServer/i.test(
    `${error} ${cause}`,
  ) || /Status Code: (5\d\d|429)/i.test(cause);

const isLate = ({ Error: error }: Caught, { failureReason }: JobObservation): boolean =>
  error === 'States.Timeout' || failureReason === 'MaxRuntimeExceeded';

const lateError = (seen: JobObservation, jobName: string): RunError =>
  seen.started === false
    ? runError(
        'CAPACITY_UNAVAILABLE',
        `Job ${jobName} got no machine within the time that it may wait.`,
        `job ${jobName}`,
      )
    : runError('RUN_TIMED_OUT', `Job ${jobName} ran past its time limit.`, `job ${jobName}`);
