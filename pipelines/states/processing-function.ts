import type { CustomState } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Program } from '../../domain/processing/messages.ts';
import { RETRY_PROCESSING_FUNCTION } from './retry.ts';
import { task } from './task.ts';

/** The function of the processing image. */
export interface ProcessingFunctionSettings {
  readonly arn: string;
  /** Its own time limit. */
  readonly timeoutSeconds: number;
}

export interface ProcessingFunctionProps extends ProcessingFunctionSettings {
  readonly program: Program;
  /** Input's name to the path of its S3 URI. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Path of the URI below which the output lies afterwards. */
  readonly outputUriPath: string;
}

/** A call that waits for its turn, or for its answer, beyond the function's own time is lost. */
const WAIT_SECONDS = 60;

/** Lets the function do what a processing job does with the same inputs. */
export const processingFunction = (scope: Construct, id: string, props: ProcessingFunctionProps): CustomState =>
  task(scope, id, {
    resource: props.arn,
    parameters: {
      'workload.$': '$.workload',
      program: props.program,
      inputs: Object.fromEntries(Object.entries(props.inputs).map(([name, path]) => [`${name}.$`, path])),
      'outputUri.$': props.outputUriPath,
    },
    resultPath: null,
    timeoutSeconds: props.timeoutSeconds + WAIT_SECONDS,
    retry: RETRY_PROCESSING_FUNCTION,
  });
