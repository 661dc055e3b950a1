import { Choice, Condition, type IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { ErrorCode } from '../../domain/errors.ts';
import type { Program } from '../../domain/processing/messages.ts';
import { type ProcessingFunctionSettings, processingFunction } from './processing-function.ts';
import { type JobSettings, PROVISIONING_SECONDS, processingJob } from './processing-job.ts';
import { watchedJob } from './watched-job.ts';

/** Machines, image and function of all processing of an environment. */
export interface ProcessingSettings extends JobSettings {
  readonly imageUri: string;
  readonly instanceType: string;
  readonly volumeGb: number;
  readonly timeoutSeconds: number;
  readonly function: ProcessingFunctionSettings;
}

export interface ProcessingProps {
  readonly settings: ProcessingSettings;
  readonly program: Program;
  /** Path of the `Place` where it runs. */
  readonly placePath: string;
  readonly jobNamePath: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly output: { readonly name: string; readonly uriPath: string };
  /** ARN of the function that looks at a job. */
  readonly jobFunctionArn: string;
  readonly done: IChainable;
  readonly failed: IChainable;
}

/** What says something of the data or the models: a job would say the same. */
const VERDICTS = ['EVALUATION_INVALID', 'ARTIFACT_INVALID'] satisfies ErrorCode[];

/**
 * Gives the state that chooses where a program of the processing image runs: in the function, within seconds, or in a
 * job. What the function could not do, for lack of time, memory or anything else, the job does.
 */
export function processing(scope: Construct, id: string, props: ProcessingProps): Choice {
  const { settings, program, inputs, output, done, failed } = props;
  const job = processingJob(scope, id, { ...settings, program, jobNamePath: props.jobNamePath, inputs, output });
  const small = processingFunction(scope, `${id}Small`, {
    ...settings.function,
    program,
    inputs,
    outputUriPath: output.uriPath,
  });
  job.next(done);
  watchedJob(scope, `${id}Job`, [job], {
    begin: job,
    functionArn: props.jobFunctionArn,
    kind: 'processing',
    jobNamePath: props.jobNamePath,
    timeoutSeconds: settings.timeoutSeconds + PROVISIONING_SECONDS,
    done,
    failed,
    unseen: failed,
  });
  small.next(done);
  small.addCatch(failed, { errors: VERDICTS, resultPath: '$.error' });
  small.addCatch(job, { errors: ['States.ALL'], resultPath: '$.leftByFunction' });
  return new Choice(scope, `WhereTo${id}`)
    .when(Condition.stringEquals(props.placePath, 'function'), small)
    .otherwise(job);
}
