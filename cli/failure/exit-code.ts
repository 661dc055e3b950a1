import type { RunOutcome } from '../../domain/conclude/run-record.ts';
import type { ErrorCode } from '../../domain/errors.ts';

/** What the process says to a script. */
export const EXIT = {
  done: 0,
  unexpected: 1,
  wrongUse: 2,
  refused: 3,
  differences: 4,
  runFailed: 5,
  busy: 6,
  credentialsOrQuota: 7,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const BY_CODE: Record<ErrorCode, ExitCode> = {
  CONFIG_INVALID: EXIT.wrongUse,
  WORKLOAD_UNKNOWN: EXIT.wrongUse,
  FILE_NOT_FOUND: EXIT.wrongUse,
  USAGE: EXIT.wrongUse,
  ENVIRONMENT_NOT_DEPLOYED: EXIT.wrongUse,
  RUNTIME_NOT_RUNNING: EXIT.wrongUse,
  PORT_IN_USE: EXIT.busy,
  DEPLOY_RUNNING: EXIT.busy,
  TOOL_MISSING: EXIT.wrongUse,
  BASE_UNKNOWN: EXIT.wrongUse,
  BASE_CHANGED: EXIT.runFailed,
  BASE_INVALID: EXIT.wrongUse,
  BASE_EXISTS: EXIT.wrongUse,
  BASE_IN_USE: EXIT.busy,
  BASE_UNREACHABLE: EXIT.unexpected,
  UPLOAD_EMPTY: EXIT.runFailed,
  UPLOAD_UNREADABLE: EXIT.runFailed,
  DATA_GONE: EXIT.runFailed,
  UPLOAD_NO_WORKLOAD: EXIT.wrongUse,
  UPLOAD_UNKNOWN: EXIT.wrongUse,
  COLUMNS_MISSING: EXIT.runFailed,
  TOO_FEW_ROWS: EXIT.runFailed,
  ONE_CLASS_ONLY: EXIT.runFailed,
  NO_ROWS_ACCEPTED: EXIT.runFailed,
  LEASE_HELD: EXIT.busy,
  LEASE_LOST: EXIT.runFailed,
  BUDGET_SPENT: EXIT.credentialsOrQuota,
  TRIGGER_STORM: EXIT.busy,
  RUN_UNKNOWN: EXIT.wrongUse,
  RUN_NOT_RESUMABLE: EXIT.wrongUse,
  RUN_NOT_CANCELLABLE: EXIT.wrongUse,
  RUN_CANCELLED: EXIT.refused,
  RUN_ABORTED: EXIT.runFailed,
  RUN_TIMED_OUT: EXIT.runFailed,
  RUNTIME_RESTARTED: EXIT.runFailed,
  JOB_FAILED: EXIT.runFailed,
  JOB_NOT_INTERRUPTIBLE: EXIT.wrongUse,
  ALL_CANDIDATES_FAILED: EXIT.runFailed,
  TRAINING_STOPPED: EXIT.runFailed,
  ARTIFACT_INVALID: EXIT.runFailed,
  EVALUATION_INVALID: EXIT.runFailed,
  GATE_REFUSED: EXIT.refused,
  TRY_ENDED: EXIT.refused,
  APPROVAL_REJECTED: EXIT.refused,
  APPROVAL_EXPIRED: EXIT.refused,
  APPROVAL_DECIDED: EXIT.refused,
  APPROVAL_UNAWAITED: EXIT.wrongUse,
  APPROVAL_MISMATCH: EXIT.wrongUse,
  ROLLOUT_FAILED: EXIT.runFailed,
  ROLLOUT_SUPERSEDED: EXIT.refused,
  ROLLBACK_UNAVAILABLE: EXIT.wrongUse,
  REQUEST_INVALID: EXIT.wrongUse,
  PAYLOAD_TOO_LARGE: EXIT.wrongUse,
  NO_MODEL_LIVE: EXIT.wrongUse,
  ENDPOINT_FAILED: EXIT.unexpected,
  ENDPOINT_UNAVAILABLE: EXIT.busy,
  THROTTLED: EXIT.credentialsOrQuota,
  INTERRUPTED: EXIT.interrupted,
  WAIT_TIMED_OUT: EXIT.busy,
  CREDENTIALS_MISSING: EXIT.credentialsOrQuota,
  ACCESS_DENIED: EXIT.credentialsOrQuota,
  QUOTA_EXCEEDED: EXIT.credentialsOrQuota,
  CAPACITY_UNAVAILABLE: EXIT.credentialsOrQuota,
  AWS_FAILED: EXIT.unexpected,
  MLFLOW_FAILED: EXIT.unexpected,
  UNEXPECTED: EXIT.unexpected,
};

export const exitCodeOf = (code: ErrorCode): ExitCode => BY_CODE[code];

/** A run's end as an exit code. A run that still runs or waits for a person is no failure. */
export function exitCodeOfOutcome(outcome: RunOutcome, code?: ErrorCode): ExitCode {
  switch (outcome) {
    case 'running':
    case 'awaiting-approval':
    case 'deployed':
    case 'skipped':
      return EXIT.done;
    case 'rejected':
      return EXIT.refused;
    case 'failed':
      return code ? exitCodeOf(code) : EXIT.runFailed;
    default:
      return outcome satisfies never;
  }
}
