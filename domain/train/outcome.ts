import { PlatformError } from '../errors.ts';
import type { TrainAnswer } from './messages.ts';
import type { TrainResult, TrainResults } from './results.ts';

/** What the training service says of a job. `undefined` stands for a job that it never created. */
export interface JobObservation {
  readonly status: 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';
  readonly artifactUri: string | undefined;
  readonly failureReason: string | undefined;
}

export interface CandidateJob {
  readonly candidate: string;
  readonly family: string;
  readonly jobName: string;
}

/** What became of a candidate, once nothing waits for its job any more. */
export function trainResult(job: CandidateJob, seen: JobObservation | undefined): TrainResult {
  if (seen?.status === 'Completed' && seen.artifactUri !== undefined) {
    return { status: 'trained', ...job, artifactUri: seen.artifactUri };
  }
  return { status: 'failed', ...job, reason: whyNotTrained(seen) };
}

function whyNotTrained(seen: JobObservation | undefined): string {
  switch (seen?.status) {
    case undefined:
      return 'the job was never created';
    case 'Completed':
      return 'the job completed without an artifact';
    case 'Failed':
      return seen.failureReason ?? 'the job failed without a reason';
    case 'InProgress':
      return 'the job ran past its time and was stopped';
    case 'Stopping':
    case 'Stopped':
      return seen.failureReason ?? 'the job was stopped';
  }
}

/** One trained candidate is enough. Throws `ALL_CANDIDATES_FAILED`. */
export function trainAnswer({ results }: TrainResults): TrainAnswer {
  const names = (status: TrainResult['status']) =>
    results.filter((result) => result.status === status).map((result) => result.candidate);
  const trained = names('trained');
  if (trained.length === 0) {
    const reasons = results.map((result) =>
      result.status === 'failed' ? `${result.candidate}: ${result.reason}` : '',
    );
    throw new PlatformError('ALL_CANDIDATES_FAILED', `No candidate could be trained. ${reasons.join('; ')}`, {
      next: 'Read the logs of the training jobs, mend the cause and resume the run.',
    });
  }
  return { trained, failed: names('failed') };
}
