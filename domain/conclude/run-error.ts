import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../errors.ts';
import type { Caught } from './caught.ts';
import { nextStep } from './next-steps.ts';
import type { RunError } from './run-record.ts';

/** A Lambda's failure, a job's description or a nested execution's: each service has its own JSON for the cause. */
const causeSchema = z.object({
  errorMessage: z.string().optional(),
  FailureReason: z.string().optional(),
  ExitMessage: z.string().optional(),
  ProcessingJobName: z.string().optional(),
  TrainingJobName: z.string().optional(),
  /** Of a nested execution. */
  Status: z.string().optional(),
  Error: z.string().optional(),
  Cause: z.string().optional(),
});
type Cause = z.infer<typeof causeSchema>;

const codeSchema = z.enum(ERROR_CODES);

/** A state's time limit, a task's, and a function's own. */
const TIMEOUTS = new Set(['States.Timeout', 'States.HeartbeatTimeout', 'Sandbox.Timedout']);

/** Ends of a nested execution that no state of its own tells of. */
const NESTED_ENDS: Readonly<Record<string, { readonly code: ErrorCode; readonly what: string }>> = {
  ABORTED: { code: 'RUN_ABORTED', what: 'The rollout was stopped.' },
  TIMED_OUT: { code: 'RUN_TIMED_OUT', what: 'The rollout took longer than it may.' },
};

/** The typed reason of a run's end from what a state machine caught. */
export function runErrorOf(caught: Caught): RunError {
  const cause = readCause(caught.Cause);
  const stopped = NESTED_ENDS[cause?.Status ?? ''];
  if (stopped !== undefined) return runError(stopped.code, stopped.what, cause?.Cause || caught.Error);
  // A nested execution reports its own error inside its description.
  if (cause?.Error !== undefined) return runErrorOf({ Error: cause.Error, Cause: cause.Cause ?? '' });
  const said = cause?.ExitMessage ?? cause?.FailureReason ?? cause?.errorMessage;
  const job = cause?.ProcessingJobName ?? cause?.TrainingJobName;
  // What a stage threw has its code for a name; its message may quote what others said.
  const thrown = codeSchema.safeParse(caught.Error).data;
  const typed = said === undefined || thrown !== undefined ? undefined : typedMessage(said);
  const code = thrown ?? typed?.code ?? codeOfMessage(said) ?? codeOf(caught.Error, job !== undefined);
  return runError(code, typed?.message ?? said ?? headline(code, job), job === undefined ? caught.Error : `job ${job}`);
}

export const runError = (code: ErrorCode, what: string, why: string, next = nextStep(code)): RunError => ({
  code,
  what,
  why,
  next,
});

function readCause(text: string): Cause | undefined {
  try {
    return causeSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // Some causes are plain text.
    return text === '' ? undefined : { errorMessage: text };
  }
}

/** Containers write `CODE: message` where the service reports a failure. */
function typedMessage(text: string): { code: ErrorCode; message: string } | undefined {
  const match = /\b([A-Z][A-Z_]{3,}): ?(.*)/s.exec(text);
  const code = codeSchema.safeParse(match?.[1]).data;
  return code === undefined ? undefined : { code, message: match?.[2]?.trim() || text };
}

/** Services whose errors have one name for everything, as SageMaker's in a state machine, say it in their message only. */
function codeOfMessage(said = ''): ErrorCode | undefined {
  if (/is not authorized to perform:|Error Code: AccessDenied/.test(said)) return 'ACCESS_DENIED';
  if (said.includes('Error Code: ResourceLimitExceeded')) return 'QUOTA_EXCEEDED';
  return isWithoutCapacity(said) ? 'CAPACITY_UNAVAILABLE' : undefined;
}

/** True when AWS had no machine for a job, or not for as long as a job on spot machines may wait. */
export const isWithoutCapacity = (said: string): boolean =>
  /CapacityError|InsufficientCapacity|MaxWaitTimeExceeded|Unable to provision requested ML compute capacity/.test(said);

/** True when the local runtime ended under a job. */
export const isRestarted = (said: string): boolean => said.includes('RUNTIME_RESTARTED:');

function codeOf(error: string, isJob: boolean): ErrorCode {
  if (error === 'States.ServiceRestart') return 'RUNTIME_RESTARTED';
  if (TIMEOUTS.has(error)) return 'RUN_TIMED_OUT';
  if (isJob) return 'JOB_FAILED';
  if (/AccessDenied|NotAuthorized/.test(error) || error === 'States.Permissions') return 'ACCESS_DENIED';
  if (/LimitExceeded|Quota/.test(error)) return 'QUOTA_EXCEEDED';
  if (/^(Lambda|SageMaker|DynamoDb|S3|Sns|AmazonSageMaker)\./.test(error)) return 'AWS_FAILED';
  return 'UNEXPECTED';
}

function headline(code: ErrorCode, job: string | undefined): string {
  if (job !== undefined) return `Job ${job} failed without a reason.`;
  return code === 'RUN_TIMED_OUT' ? 'A stage ran past its time limit.' : 'A stage failed without a message.';
}
