import type { JobKind } from '../../../domain/job/observation.ts';
import { StateFailure } from '../asl/failure.ts';
import { isObject, type Json, type JsonObject } from '../asl/json.ts';
import type { TaskCall } from '../asl/machine.ts';
import { stageOfArn } from './arns.ts';
import { AwsError } from './aws-error.ts';
import type { Execution } from './execution.ts';
import type { Functions } from './functions.ts';
import { type Job, type Jobs, nounOf } from './jobs.ts';
import { isStage, type StageName } from './stages.ts';
import type { Tokens } from './tokens.ts';

/** What a state machine's tasks reach. */
export interface Services {
  readonly functions: Functions;
  readonly jobs: Jobs;
  readonly tokens: Tokens;
  readonly startNested: (machineArn: string, input: Json) => Execution;
  readonly ended: (execution: Execution) => Promise<void>;
  readonly stop: (execution: Execution) => void;
  /** Whether Step Functions can stop the job of a stopped execution: it only tries to. */
  readonly stopsJobs: boolean;
}

/** A task in two parts: what it begins, and what it waits for. Between them an answer can be lost. */
export interface Integration {
  /** How the service refuses a call that may be made again. */
  readonly refusal: string;
  readonly begin: (call: TaskCall, services: Services) => Promise<() => Promise<Json>>;
}

/** The integration of a resource. */
export function integrationOf(resource: string): Integration {
  const stage = stageOfArn(resource);
  if (stage !== undefined) return { refusal: 'Lambda.TooManyRequestsException', begin: invoking(stageNamed(stage)) };
  switch (resource) {
    case 'arn:aws:states:::lambda:invoke.waitForTaskToken':
      return { refusal: 'Lambda.TooManyRequestsException', begin: invokeAndWait };
    case 'arn:aws:states:::sagemaker:createProcessingJob.sync':
      return { refusal: 'SageMaker.AmazonSageMakerException', begin: running('processing') };
    case 'arn:aws:states:::sagemaker:createTrainingJob.sync':
      return { refusal: 'SageMaker.AmazonSageMakerException', begin: running('training') };
    case 'arn:aws:states:::sagemaker:createHyperParameterTuningJob.sync':
      return { refusal: 'SageMaker.AmazonSageMakerException', begin: running('tuning') };
    case 'arn:aws:states:::states:startExecution.sync:2':
      return { refusal: 'StepFunctions.ThrottlingException', begin: nest };
    default:
      throw new Error(`The resource ${resource} is not known here.`);
  }
}

function stageNamed(name: string): StageName {
  if (isStage(name)) return name;
  throw new Error(`There is no function ${name}.`);
}

const objectOf = (value: Json | undefined): JsonObject => {
  if (isObject(value)) return value;
  throw new Error(`${JSON.stringify(value)} is not an object.`);
};

const invoking =
  (stage: StageName) =>
  async ({ parameters }: TaskCall, { functions }: Services) => {
    const answer = await functions.invoke(stage, parameters);
    return async () => answer;
  };

async function invokeAndWait({ parameters, token, scope }: TaskCall, { functions, tokens }: Services) {
  const { FunctionName, Payload } = objectOf(parameters);
  const answer = tokens.wait(token, scope);
  // It may come before the function has ended, and is asked for only then.
  answer.catch(() => {});
  await functions.invoke(stageNamed(stageOfArn(String(FunctionName)) ?? ''), Payload ?? null);
  return () => answer;
}

const running = (kind: JobKind) => async (call: TaskCall, services: Services) => {
  const { jobs, stopsJobs } = services;
  const job = create(kind, objectOf(call.parameters), jobs);
  call.scope.onAbandoned((why) => {
    if (why === 'stopped' && stopsJobs && job.status === 'InProgress') jobs.halt(kind, job.name);
  });
  return async () => {
    await jobs.ended(job);
    if (job.status === 'Completed') return describe(job);
    throw new StateFailure('States.TaskFailed', JSON.stringify(describe(job)));
  };
};

/** Errors that the service's model knows keep their names; every other one has the SDK's base name. */
const MODELLED: Readonly<Record<string, string>> = {
  ResourceInUse: 'ResourceInUseException',
  ResourceLimitExceeded: 'ResourceLimitExceededException',
  ResourceNotFound: 'ResourceNotFoundException',
};

function create(kind: JobKind, request: JsonObject, jobs: Jobs): Job {
  try {
    return jobs.create(kind, request);
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown;
    const { name, message, $metadata } = thrown;
    throw new StateFailure(
      `SageMaker.${MODELLED[name] ?? 'AmazonSageMakerException'}`,
      `${message} (Service: AmazonSageMaker; Status Code: ${$metadata.httpStatusCode}; Error Code: ${name}; Proxy: null)`,
    );
  }
}

const describe = ({ kind, name, status, failureReason, artifactUri }: Job): JsonObject => ({
  [`${nounOf(kind)}JobName`]: name,
  [`${nounOf(kind)}JobStatus`]: status,
  ...(failureReason === undefined ? {} : { FailureReason: failureReason }),
  ...(artifactUri === undefined ? {} : { ModelArtifacts: { S3ModelArtifacts: artifactUri } }),
});

async function nest({ parameters, scope }: TaskCall, services: Services) {
  const { StateMachineArn, Input } = objectOf(parameters);
  const execution = services.startNested(String(StateMachineArn), Input ?? {});
  scope.onAbandoned((why) => {
    if (why === 'stopped') services.stop(execution);
  });
  return async () => {
    await services.ended(execution);
    const { arn, name, status, output = null, error = '', cause = '' } = execution;
    const described = { ExecutionArn: arn, Name: name, Status: status };
    if (status === 'SUCCEEDED') return { ...described, Output: output };
    throw new StateFailure('States.TaskFailed', JSON.stringify({ ...described, Error: error, Cause: cause }));
  };
}
