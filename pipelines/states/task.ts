import { CustomState, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

/** Parameters of a state: JSON, in which a key that ends in `.$` takes its value from a path. */
export type Parameters = { readonly [key: string]: Parameter };
export type Parameter = string | number | boolean | Parameters | readonly Parameter[];

export interface TaskProps {
  /** ARN of a function, or of a service integration. */
  readonly resource: string;
  /** @default the state's whole input */
  readonly parameters?: Parameters;
  readonly resultSelector?: Parameters;
  /** Where the result goes; null forgets it and hands the input on. */
  readonly resultPath: string | null;
  /** A task that says nothing for so long has failed with `States.Timeout`. */
  readonly timeoutSeconds: number;
  readonly retry: RetryProps;
}

/** A Task state that always has a time limit and a retry rule. */
export function task(scope: Construct, id: string, props: TaskProps): CustomState {
  const state = new CustomState(scope, id, {
    stateJson: {
      Type: 'Task',
      Resource: props.resource,
      ...(props.parameters && { Parameters: props.parameters }),
      ...(props.resultSelector && { ResultSelector: props.resultSelector }),
      ResultPath: props.resultPath,
      TimeoutSeconds: props.timeoutSeconds,
    },
  });
  state.addRetry(props.retry);
  return state;
}
