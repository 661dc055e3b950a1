/** Every code a user, a state machine or a script may match on. `docs/errors.md` explains each. */
export const ERROR_CODES = [
  // wrong use or configuration
  'CONFIG_INVALID',
  'WORKLOAD_UNKNOWN',
  'FILE_NOT_FOUND',
  'USAGE',
  'ENVIRONMENT_NOT_DEPLOYED',
  'RUNTIME_NOT_RUNNING',
  'PORT_IN_USE',
  'DEPLOY_RUNNING',
  'TOOL_MISSING',
  // a pretrained model
  'BASE_UNKNOWN',
  'BASE_CHANGED',
  'BASE_INVALID',
  'BASE_EXISTS',
  'BASE_IN_USE',
  'BASE_UNREACHABLE',
  // what was uploaded
  'UPLOAD_EMPTY',
  'UPLOAD_UNREADABLE',
  'DATA_GONE',
  'UPLOAD_NO_WORKLOAD',
  'UPLOAD_UNKNOWN',
  'COLUMNS_MISSING',
  'TOO_FEW_ROWS',
  'ONE_CLASS_ONLY',
  'NO_ROWS_ACCEPTED',
  // a run
  'LEASE_HELD',
  'LEASE_LOST',
  'BUDGET_SPENT',
  'TRIGGER_STORM',
  'RUN_UNKNOWN',
  'RUN_NOT_RESUMABLE',
  'RUN_NOT_CANCELLABLE',
  'RUN_CANCELLED',
  'RUN_ABORTED',
  'RUN_TIMED_OUT',
  'RUNTIME_RESTARTED',
  'JOB_FAILED',
  'JOB_NOT_INTERRUPTIBLE',
  'ALL_CANDIDATES_FAILED',
  'TRAINING_STOPPED',
  'ARTIFACT_INVALID',
  'EVALUATION_INVALID',
  'GATE_REFUSED',
  'TRY_ENDED',
  'APPROVAL_REJECTED',
  'APPROVAL_EXPIRED',
  'APPROVAL_DECIDED',
  'APPROVAL_UNAWAITED',
  'APPROVAL_MISMATCH',
  'ROLLOUT_FAILED',
  'ROLLOUT_SUPERSEDED',
  'ROLLBACK_UNAVAILABLE',
  // a prediction
  'REQUEST_INVALID',
  'PAYLOAD_TOO_LARGE',
  'NO_MODEL_LIVE',
  'ENDPOINT_FAILED',
  'ENDPOINT_UNAVAILABLE',
  'THROTTLED',
  // a person at the command line
  'INTERRUPTED',
  'WAIT_TIMED_OUT',
  // AWS and the rest
  'CREDENTIALS_MISSING',
  'ACCESS_DENIED',
  'QUOTA_EXCEEDED',
  'CAPACITY_UNAVAILABLE',
  'AWS_FAILED',
  'MLFLOW_FAILED',
  'UNEXPECTED',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export interface PlatformErrorOptions {
  /** What the caller can do about it, as an instruction in one sentence. */
  readonly next?: string;
  /** True when the same call may succeed later without a change. */
  readonly retryable?: boolean;
  /** Facts for machines: paths, counts, identifiers. Never the text of a row or a request. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The one error of the platform. `message` says what happened, `next` what to do. */
export class PlatformError extends Error {
  readonly code: ErrorCode;
  readonly next: string | undefined;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: PlatformErrorOptions = {}) {
    super(message, { cause: options.cause });
    // Step Functions and Lambda report an error by its name, so a state machine can match on the code.
    this.name = code;
    this.code = code;
    this.next = options.next;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}
