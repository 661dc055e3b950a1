import type { ErrorCode } from '../../domain/errors.ts';

interface Explanation {
  readonly why: string;
  readonly next: string;
}

/** What to say when the place that threw knew no more than the code. */
export const EXPLANATIONS: Record<ErrorCode, Explanation> = {
  CONFIG_INVALID: {
    why: 'The configuration does not follow its schema.',
    next: 'Mend what is named above and run the command again.',
  },
  WORKLOAD_UNKNOWN: {
    why: 'The deployed environment has no workload of this name.',
    next: 'Use a name that `npx trainyard status` lists, or add a file under config/workloads/ and deploy.',
  },
  FILE_NOT_FOUND: { why: 'Nothing lies at that path, or it cannot be read.', next: 'Check the path.' },
  USAGE: { why: 'The command line does not follow the command.', next: 'See `npx trainyard --help`.' },
  ENVIRONMENT_NOT_DEPLOYED: {
    why: 'The parameter that describes the environment is missing in this account and region.',
    next: 'Run `npx trainyard deploy`, or name another environment, profile or region.',
  },
  RUNTIME_NOT_RUNNING: {
    why: 'The environment `local` needs the runtime on this machine.',
    next: 'Run `npx trainyard local up`.',
  },
  PORT_IN_USE: {
    why: 'Another program listens on the port.',
    next: 'Stop that program, or name another port with --port.',
  },
  DEPLOY_RUNNING: {
    why: "Two deployments of one environment would overwrite each other's templates.",
    next: 'Wait until it has ended, or end that process, then run the command again.',
  },
  TOOL_MISSING: { why: 'A program that this needs is not installed.', next: 'Run `npx trainyard doctor`.' },
  BASE_UNKNOWN: {
    why: 'The environment has no pretrained model of this name.',
    next: 'See what there is, `npx trainyard base list`, or add it with `npx trainyard base add`.',
  },
  BASE_CHANGED: {
    why: 'The pretrained model was replaced since the run was planned.',
    next: 'Start a new run: `npx trainyard start <workload>`.',
  },
  BASE_INVALID: {
    why: 'What lies there cannot be used as a pretrained model.',
    next: 'Compare it with docs/transformers.md.',
  },
  BASE_EXISTS: {
    why: 'Another pretrained model has this name.',
    next: 'Choose another name, or add --replace.',
  },
  BASE_IN_USE: {
    why: 'A deployed workload starts from this pretrained model.',
    next: 'Take it out of the workload and deploy first.',
  },
  BASE_UNREACHABLE: {
    why: 'The place that the pretrained model comes from did not give it.',
    next: 'Check the name and the network, and run the command again.',
  },
  UPLOAD_EMPTY: { why: 'The file has no rows.', next: 'Upload a file with a header and rows.' },
  UPLOAD_UNREADABLE: {
    why: 'The file is neither CSV, TSV, JSON Lines nor Parquet, or it is damaged.',
    next: 'Look at it with `npx trainyard check <file>` and upload it again.',
  },
  DATA_GONE: {
    why: 'An object version that the run was planned on was deleted before it was read.',
    next: 'Upload the file again, or take it out with `npx trainyard uploads exclude`.',
  },
  UPLOAD_NO_WORKLOAD: {
    why: 'The object lies in no folder of a workload.',
    next: 'Use `npx trainyard upload <workload> <file>`.',
  },
  UPLOAD_UNKNOWN: {
    why: 'No upload of this id is recorded for the workload.',
    next: 'Use an id that `npx trainyard uploads list` shows.',
  },
  COLUMNS_MISSING: {
    why: 'The file lacks a column that the workload reads.',
    next: 'Name the columns as config/workloads/ says, or set `columns` there.',
  },
  TOO_FEW_ROWS: { why: 'The rows do not suffice to train and to test.', next: 'Upload more labelled rows.' },
  ONE_CLASS_ONLY: {
    why: 'All rows have the same label, so there is nothing to tell apart.',
    next: 'Upload rows of the other labels too.',
  },
  NO_ROWS_ACCEPTED: {
    why: 'Every row was set aside.',
    next: 'See the reasons with `npx trainyard quarantine <workload>`.',
  },
  LEASE_HELD: {
    why: 'Another run of the workload goes on; one runs at a time.',
    next: 'Wait for it: `npx trainyard runs`.',
  },
  LEASE_LOST: {
    why: 'Another run took the lease over, so this one may no longer write.',
    next: 'Follow the newer run: `npx trainyard runs`.',
  },
  BUDGET_SPENT: {
    why: 'The workload has used what it may use in one day, from midnight to midnight UTC.',
    next: 'Wait: the uploads are read when the day is over. Or spend more: `--over-budget`, of `npx trainyard start <workload>` and of `npx trainyard run <id> --resume`.',
  },
  TRIGGER_STORM: {
    why: 'More uploads and starts came within a short time than the workload allows.',
    next: 'Wait: one run over all of them starts by itself. Look for what sends so many.',
  },
  RUN_UNKNOWN: { why: 'No run of this id is recorded.', next: 'Use an id that `npx trainyard runs` shows.' },
  RUN_NOT_RESUMABLE: {
    why: 'Only a run that failed, while what was live then still is, can be taken up again.',
    next: 'Start a new run: `npx trainyard start <workload>`.',
  },
  RUN_NOT_CANCELLABLE: {
    why: 'A run that has ended, or whose model is going live, cannot be stopped any more.',
    next: 'See how it stands: `npx trainyard run <id>`.',
  },
  RUN_CANCELLED: { why: 'A person cancelled the run.', next: 'Take it up again: `npx trainyard run <id> --resume`.' },
  RUN_ABORTED: {
    why: 'The execution was stopped.',
    next: 'Take it up again: `npx trainyard run <id> --resume`.',
  },
  RUN_TIMED_OUT: {
    why: 'The run took longer than it may.',
    next: 'See which stage took so long: `npx trainyard run <id>`.',
  },
  RUNTIME_RESTARTED: {
    why: 'The local runtime was stopped while the run went on.',
    next: 'Take it up again: `npx trainyard run <id> --resume`.',
  },
  JOB_NOT_INTERRUPTIBLE: {
    why: 'Only a spot training job that has an instance can lose it.',
    next: 'Name a spot training job that is Downloading or Training.',
  },
  JOB_FAILED: { why: 'A job ended with an error.', next: 'Read its log group in CloudWatch Logs.' },
  ALL_CANDIDATES_FAILED: {
    why: 'No candidate could be trained.',
    next: 'Read the reason of each: `npx trainyard run <id>`.',
  },
  TRAINING_STOPPED: {
    why: 'A rule that watches the training ended it, in each candidate.',
    next: 'Change what the rule names in the candidate, or its `rules`.',
  },
  ARTIFACT_INVALID: {
    why: 'What the training container wrote is no model artifact, or what lies there is not the registered one.',
    next: 'Compare it with docs/bring-your-own-container.md.',
  },
  EVALUATION_INVALID: {
    why: 'The evaluation job wrote no valid report.',
    next: 'Read its log group in CloudWatch Logs.',
  },
  GATE_REFUSED: {
    why: 'A rule of the gate was not met.',
    next: 'Read the decision: `npx trainyard run <id>`.',
  },
  TRY_ENDED: {
    why: 'The run changed settings for itself alone: what it trained is for comparison.',
    next: "Write what proved good into the workload's file, deploy, and start a run.",
  },
  APPROVAL_REJECTED: { why: 'A person said no.', next: 'See the reason: `npx trainyard models <workload>`.' },
  APPROVAL_EXPIRED: {
    why: 'Nobody decided within the time that the environment allows.',
    next: 'Let the run ask again, `npx trainyard run <id> --resume`, and decide in time.',
  },
  APPROVAL_DECIDED: {
    why: 'Somebody decided otherwise before; the first decision stands.',
    next: 'See what stands: `npx trainyard models <workload>`.',
  },
  APPROVAL_UNAWAITED: {
    why: 'The run has ended, so nobody waits for this decision.',
    next: 'Let the run ask again: `npx trainyard run <id> --resume`.',
  },
  APPROVAL_MISMATCH: {
    why: 'The run registered another artifact than the one that was named; nothing was decided.',
    next: 'See what it registered: `npx trainyard models <workload>`.',
  },
  ROLLOUT_FAILED: {
    why: 'The endpoint did not come to serve the new model; the one before still does.',
    next: 'See `npx trainyard status`.',
  },
  ROLLOUT_SUPERSEDED: {
    why: 'Another release was asked for meanwhile, and it goes first.',
    next: 'See what is live: `npx trainyard status`.',
  },
  ROLLBACK_UNAVAILABLE: {
    why: 'No earlier release of the workload is recorded.',
    next: 'See `npx trainyard models <workload>`.',
  },
  REQUEST_INVALID: { why: 'The request does not follow its schema.', next: 'Send {"texts": ["…"]}.' },
  PAYLOAD_TOO_LARGE: { why: 'A text or the number of texts is over the workload’s limit.', next: 'Send less at once.' },
  NO_MODEL_LIVE: {
    why: 'No model of the workload has been released yet.',
    next: 'Upload labelled data: `npx trainyard upload <workload> <file> --wait`.',
  },
  ENDPOINT_FAILED: { why: 'The model server could not answer.', next: 'See `npx trainyard status`.' },
  ENDPOINT_UNAVAILABLE: { why: 'The endpoint is not ready.', next: 'Try again in a few seconds.' },
  THROTTLED: { why: 'More requests came than the usage plan allows.', next: 'Wait a moment and try again.' },
  INTERRUPTED: { why: 'Ctrl-C was pressed.', next: 'Run the command again.' },
  WAIT_TIMED_OUT: { why: 'The limit of --timeout was reached.', next: 'Look again: `npx trainyard runs`.' },
  CREDENTIALS_MISSING: {
    why: 'The AWS SDK found no credentials that work.',
    next: 'Log in (`aws sso login`), or name a profile with --profile.',
  },
  ACCESS_DENIED: {
    why: 'The credentials do not allow this call.',
    next: 'Use a role that may do it, or name another profile with --profile.',
  },
  QUOTA_EXCEEDED: {
    why: 'A quota of the AWS account is used up.',
    next: 'Ask for a higher quota in the Service Quotas console.',
  },
  CAPACITY_UNAVAILABLE: {
    why: 'AWS had no machine of the instance type for as long as the job may wait.',
    next: 'Take the run up again later (`npx trainyard run <id> --resume`), or choose another instance type.',
  },
  AWS_FAILED: {
    why: 'AWS did not answer as expected.',
    next: 'Run the command again; `npx trainyard doctor` checks the surroundings.',
  },
  MLFLOW_FAILED: {
    why: 'The MLflow server that experiments are logged to did not answer as expected.',
    next: 'See that it runs, then redrive the dead-letter queue of the tracking stack.',
  },
  UNEXPECTED: {
    why: 'This is a defect of Trainyard, not of your input.',
    next: 'Run the command again with TRAINYARD_DEBUG=1 to see where it happened.',
  },
};
