import { Choice, Condition, type CustomState, type IChainable, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { JobKind } from '../../domain/job/observation.ts';
import { RETRY_FUNCTION } from './retry.ts';
import { task } from './task.ts';

export interface WatchedJobProps {
  /** ARN of the function that looks at a job. */
  readonly functionArn: string;
  readonly kind: JobKind;
  readonly jobNamePath: string;
  /** Longest time that the job may take, its machine's start included. */
  readonly timeoutSeconds: number;
  /** Path of the longest time that it may wait for a quota which others use up. @default none */
  readonly waitSecondsPath?: string;
  /** Where it is created, also once more. */
  readonly begin: IChainable;
  /** Next state of a job that is done. */
  readonly done: IChainable;
  /** Next state of one that failed for good, or was stopped: `$.job.error` says why. */
  readonly failed: IChainable;
  /** Next state when nobody could look: `$.error` says why. */
  readonly unseen: IChainable;
}

/**
 * Gives the state that looks at a job. It makes sure that a job's state ends with what the job came to: when its task ends with any error, the job itself is
 * looked at. The answer to its creation may have been lost; a job that goes on is waited for, not created again.
 */
export function watchedJob(
  scope: Construct,
  id: string,
  creations: readonly CustomState[],
  props: WatchedJobProps,
): CustomState {
  const look = task(scope, `LookAt${id}`, {
    resource: props.functionArn,
    parameters: {
      kind: props.kind,
      'jobName.$': props.jobNamePath,
      timeoutSeconds: props.timeoutSeconds,
      ...(props.waitSecondsPath === undefined ? {} : { 'waitSeconds.$': props.waitSecondsPath }),
      'state.$': '$',
    },
    resultPath: '$.job',
    timeoutSeconds: 120,
    retry: RETRY_FUNCTION,
  });
  look.addCatch(props.unseen, { errors: ['States.ALL'], resultPath: '$.error' });
  for (const job of creations) job.addCatch(look, { errors: ['States.ALL'], resultPath: '$.caught' });
  const wait = (name: string): Wait => new Wait(scope, name, { time: WaitTime.secondsPath('$.job.waitSeconds') });
  const status = (value: string): Condition => Condition.stringEquals('$.job.status', value);
  look.next(
    new Choice(scope, `Is${id}Over`)
      .when(status('completed'), props.done)
      .when(status('waiting'), wait(`WaitFor${id}`).next(look))
      .when(status('again'), wait(`WaitToRepeat${id}`).next(props.begin))
      .otherwise(props.failed),
  );
  return look;
}
