import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ExecutionState, ExecutionStatus } from '../../domain/execution.ts';
import type { RetrainInput } from '../../domain/trigger.ts';
import { awsClient } from '../runtime/aws-client.ts';
import { isNamed } from '../runtime/failure.ts';

/** Executions of state machines. */
export interface Executions {
  /** Starts an execution and gives its ARN; one of this name that was started before is enough. */
  start(stateMachineArn: string, name: string, input: RetrainInput): Promise<string>;
  /** Undefined when there is no such execution (any more). */
  status(executionArn: string): Promise<ExecutionStatus | undefined>;
  /** Also what was said when it was stopped, or with which error it ended; undefined when there is no such execution (any more). */
  describe(executionArn: string): Promise<ExecutionState | undefined>;
}

/** Tasks that wait for an answer. Both give false when the task no longer waits. */
export interface Tasks {
  succeed(taskToken: string, output: unknown): Promise<boolean>;
  fail(taskToken: string, error: string, cause: string): Promise<boolean>;
}

const CAUSE_LENGTH = 32_768;

export class StepFunctions implements Executions, Tasks {
  readonly #client: SFNClient;

  constructor(client = awsClient(SFNClient)) {
    this.#client = client;
  }

  async start(stateMachineArn: string, name: string, input: RetrainInput): Promise<string> {
    try {
      const started = await this.#client.send(
        new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
      );
      return started.executionArn ?? executionArn(stateMachineArn, name);
    } catch (error) {
      if (isNamed(error, 'ExecutionAlreadyExists')) return executionArn(stateMachineArn, name);
      throw error;
    }
  }

  async status(arn: string): Promise<ExecutionStatus | undefined> {
    return (await this.describe(arn))?.status;
  }

  async describe(arn: string): Promise<ExecutionState | undefined> {
    try {
      const { status, error, cause } = await this.#client.send(new DescribeExecutionCommand({ executionArn: arn }));
      return { status: status ?? 'RUNNING', error, cause };
    } catch (error) {
      if (isNamed(error, 'ExecutionDoesNotExist')) return undefined;
      throw error;
    }
  }

  succeed(taskToken: string, output: unknown): Promise<boolean> {
    return answered(this.#client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) })));
  }

  fail(taskToken: string, error: string, cause: string): Promise<boolean> {
    return answered(
      this.#client.send(new SendTaskFailureCommand({ taskToken, error, cause: cause.slice(0, CAUSE_LENGTH) })),
    );
  }
}

const executionArn = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

async function answered(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (isNamed(error, 'TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken')) return false;
    throw error;
  }
}
