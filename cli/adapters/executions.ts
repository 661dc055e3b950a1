import {
  DescribeExecutionCommand,
  type ExecutionStatus,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { RolloutInput } from '../../domain/rollout/messages.ts';
import { faultable } from '../../faults/client.ts';
import type { ClientOptions } from '../connection/client-options.ts';

export interface ExecutionState {
  readonly status: ExecutionStatus;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** JSON of one that succeeded. */
  readonly output?: string | undefined;
}

/** Step Functions: a run is an execution, and a rollback one of the rollout state machine. */
export class Executions {
  private readonly client: SFNClient;

  constructor(options: ClientOptions) {
    this.client = faultable(new SFNClient(options));
  }

  async startRollout(stateMachineArn: string, name: string, input: RolloutInput): Promise<string> {
    const answer = await this.client.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
    return answer.executionArn ?? '';
  }

  /** Stops an execution; one that has ended stays as it ended. */
  async stop(executionArn: string, error: string, cause: string): Promise<void> {
    try {
      await this.client.send(new StopExecutionCommand({ executionArn, error, cause: cause.slice(0, 32_768) }));
    } catch (thrown) {
      if (!(thrown instanceof Error && thrown.name === 'ValidationException')) throw thrown;
    }
  }

  /** Undefined when there is no such execution (any more). */
  async find(executionArn: string): Promise<ExecutionState | undefined> {
    try {
      return await this.describe(executionArn);
    } catch (error) {
      if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return undefined;
      throw error;
    }
  }

  async describe(executionArn: string): Promise<ExecutionState> {
    const answer = await this.client.send(new DescribeExecutionCommand({ executionArn }));
    return { status: answer.status ?? 'RUNNING', error: answer.error, cause: answer.cause, output: answer.output };
  }
}
