import { Choice, Condition, Fail, type IChainable, Pass, Succeed, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { RETRY_FUNCTION } from './states/retry.ts';
import { task } from './states/task.ts';

export interface RolloutDefinitionProps {
  /** ARN of the function that takes one step: it gets the state's whole data and answers with the next. */
  readonly advanceFunctionArn: string;
}

/**
 * The state machine of a release: step by step until the function says that it is done. What a step does is decided
 * by `domain/rollout` from the plan and what is seen of the endpoint, so an interrupted step is simply taken again.
 * Executions of one workload take turns: one whose turn it is not waits by the same loop.
 */
export class RolloutDefinition extends Construct {
  readonly start: IChainable;

  constructor(scope: Construct, id: string, props: RolloutDefinitionProps) {
    super(scope, id);
    const advance = task(this, 'Advance', {
      resource: props.advanceFunctionArn,
      resultPath: '$',
      timeoutSeconds: 120,
      retry: RETRY_FUNCTION,
    });
    advance.addCatch(new Fail(this, 'NotReleased', { errorPath: '$.error.Error', causePath: '$.error.Cause' }), {
      errors: ['States.ALL'],
      resultPath: '$.error',
    });
    advance.next(
      new Choice(this, 'IsDone')
        .when(Condition.booleanEquals('$.done', true), new Succeed(this, 'Released'))
        .otherwise(new Wait(this, 'Wait', { time: WaitTime.secondsPath('$.waitSeconds') }).next(advance)),
    );
    this.start = new Pass(this, 'Begin', {
      comment: 'The turn to change the endpoint belongs to this execution.',
      parameters: { 'arn.$': '$$.Execution.Id', 'startedAt.$': '$$.Execution.StartTime' },
      resultPath: '$.execution',
    }).next(advance);
  }
}
