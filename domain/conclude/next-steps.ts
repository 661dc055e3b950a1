import type { ErrorCode } from '../errors.ts';

const RESUME = 'Take the run up where it ended: `trainyard run <id> --resume`.';

/** What a person can do about a run that ended so. */
const NEXT_STEPS: Partial<Record<ErrorCode, string>> = {
  BASE_UNKNOWN: 'Add the base, `npx trainyard base add <name> --from …`; then `npx trainyard start <workload>`.',
  BASE_CHANGED: 'Start a new run: `npx trainyard start <workload>`.',
  CONFIG_INVALID: "Mend the workload's configuration and deploy; then `npx trainyard start <workload>`.",
  TOOL_MISSING: `Install what the reason names. ${RESUME}`,
  UPLOAD_EMPTY: 'Upload a file with a header and rows.',
  UPLOAD_UNREADABLE: 'Mend the file and upload it again.',
  DATA_GONE: 'Upload the file again, or take it out with `npx trainyard uploads exclude`.',
  COLUMNS_MISSING: "Name the columns as the workload's configuration says, or change its `columns`.",
  TOO_FEW_ROWS: 'Upload more labelled rows.',
  ONE_CLASS_ONLY: 'Upload rows of at least two labels.',
  NO_ROWS_ACCEPTED: 'Look at the quarantined rows and mend them.',
  JOB_FAILED: `Read the job's logs and mend the cause. ${RESUME}`,
  ALL_CANDIDATES_FAILED: `Read the logs of the training jobs and mend the cause. ${RESUME}`,
  TRAINING_STOPPED:
    'Change what the rule names in the candidate, or its `rules`, and deploy; then `npx trainyard start <workload>`.',
  GATE_REFUSED: 'Read the decision; upload more data, or release the suspended uploads if they are right.',
  TRY_ENDED: "Write what proved good into the workload's file and deploy; then `npx trainyard start <workload>`.",
  APPROVAL_REJECTED: 'Read the reason in the registry; upload more data or change the configuration.',
  APPROVAL_EXPIRED: 'Resume the run, which asks again, and decide within the time limit.',
  ROLLOUT_SUPERSEDED: 'See what is live; resume the run if its model shall go live all the same.',
  ROLLOUT_FAILED: "Read the endpoint's logs; the model before it is still live.",
  RUN_CANCELLED: RESUME,
  RUN_ABORTED: RESUME,
  RUN_TIMED_OUT: `${RESUME} Raise the time limit of the stage if it was at work.`,
  RUNTIME_RESTARTED: RESUME,
  LEASE_LOST: 'Look at the run that holds the lease now.',
  BUDGET_SPENT: 'Wait for the next day (UTC), start or resume a run with --over-budget, or raise `brakes`.',
  TRIGGER_STORM: 'Look for what sends so many; one run over all of them starts by itself.',
  ACCESS_DENIED: 'Deploy the environment again, so that its roles are complete.',
  QUOTA_EXCEEDED: 'Ask for the quota that the message names in the Service Quotas console, or offer other machines.',
  CAPACITY_UNAVAILABLE: `${RESUME} Offer other machines if it happens again.`,
  AWS_FAILED: RESUME,
};

export const nextStep = (code: ErrorCode): string => NEXT_STEPS[code] ?? 'Look at the logs of the stage that failed.';
