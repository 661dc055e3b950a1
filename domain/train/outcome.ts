import { isRestarted, isWithoutCapacity } from '../conclude/run-error.ts';
import type { RunError } from '../conclude/run-record.ts';
import { type ErrorCode, PlatformError } from '../errors.ts';
import type { JobObservation } from '../job/observation.ts';
import type { CandidateJob } from '../prepare/messages.ts';
import type { Trial } from '../tune/trial.ts';
import type { TrainAnswer } from './messages.ts';
import type { TrainResult, TrainResults } from './results.ts';

/**
 * What became of a candidate, once nothing waits for its job any more. `error` is why the state machine gave its job up,
 * which a job that was never created, or never ended by itself, cannot say.
 */
export function trainResult(job: CandidateJob, seen: JobObservation | undefined, error?: RunError): TrainResult {
  if (seen?.status === 'Completed' && seen.artifactUri !== undefined) {
    return { status: 'trained', ...named(job), artifactUri: seen.artifactUri };
  }
  return { status: 'failed', ...named(job), reason: whyNotTrained(seen, error) };
}

const named = ({
  candidate,
  family,
  jobName,
}: CandidateJob): Pick<TrainResult, 'candidate' | 'family' | 'jobName'> => ({
  candidate,
  family,
  jobName,
});

function whyNotTrained(seen: JobObservation | undefined, error: RunError | undefined): string {
  const given = error === undefined ? undefined : `${error.code}: ${error.what}`;
  // The last job knows nothing of the offers before it.
  if (given !== undefined && (error?.code === 'CAPACITY_UNAVAILABLE' || error?.code === 'QUOTA_EXCEEDED')) return given;
  switch (seen?.status) {
    case undefined:
      return given ?? 'the job was never created';
    case 'Completed':
      return 'the job completed without an artifact';
    case 'Failed':
      return seen.failureReason ?? 'the job failed without a reason';
    case 'InProgress':
      return given ?? 'the job ran past its time and was stopped';
    case 'Stopping':
    case 'Stopped':
      return seen.failureReason ?? given ?? 'the job was stopped';
  }
}

/** A candidate none of whose trials left a model with a value. */
export function tuningResult(
  { candidate, family, jobName }: Pick<CandidateJob, 'candidate' | 'family' | 'jobName'>,
  seen: JobObservation | undefined,
  trials: readonly Trial[],
  error?: RunError,
): TrainResult {
  const own = trials.filter((trial) => trial.candidate === candidate);
  const said = own.find(({ reason }) => reason !== undefined)?.reason;
  const reason =
    own.length === 0
      ? whyNotTrained(seen, error)
      : `none of ${own.length} trials succeeded${said === undefined ? '' : `: ${said}`}`;
  return { status: 'failed', candidate, family, jobName, reason };
}

/** One trained candidate is enough. Throws `ALL_CANDIDATES_FAILED`, or the code that each of them failed with. */
export function trainAnswer({ results }: TrainResults, evaluated: boolean): TrainAnswer {
  const names = (status: TrainResult['status']) =>
    results.filter((result) => result.status === status).map((result) => result.candidate);
  const trained = names('trained');
  if (trained.length === 0) {
    const reasons = results.map((result) =>
      result.status === 'failed' ? `${result.candidate}: ${result.reason}` : '',
    );
    throw new PlatformError(codeOf(reasons), `No candidate could be trained. ${reasons.join('; ')}`, {
      next: 'Read the logs of the training jobs, mend the cause and resume the run.',
    });
  }
  return { trained, failed: names('failed'), evaluated };
}

/** What says more than that all candidates failed, where each of them failed by it. */
const SHARED: readonly ErrorCode[] = [
  'CAPACITY_UNAVAILABLE',
  'QUOTA_EXCEEDED',
  'ACCESS_DENIED',
  'RUN_TIMED_OUT',
  'TOOL_MISSING',
  'TRAINING_STOPPED',
];

function codeOf(reasons: readonly string[]): ErrorCode {
  if (reasons.every(isWithoutCapacity)) return 'CAPACITY_UNAVAILABLE';
  if (reasons.every(isRestarted)) return 'RUNTIME_RESTARTED';
  return SHARED.find((code) => reasons.every((reason) => reason.includes(`${code}: `))) ?? 'ALL_CANDIDATES_FAILED';
}
