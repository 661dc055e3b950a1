import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { RetrainInput } from '../../domain/trigger.ts';
import { awsClient } from '../runtime/aws-client.ts';
import { isNamed } from '../runtime/failure.ts';

export interface Scheduler {
  /** Starts the retrain state machine once at a time. A schedule of this name that is there already is enough. */
  startAt(name: string, at: Date, input: RetrainInput): Promise<void>;
}

export interface SchedulerTarget {
  readonly stateMachineArn: string;
  readonly roleArn: string;
  readonly group: string;
}

export class EventBridgeScheduler implements Scheduler {
  readonly #client: SchedulerClient;
  readonly #target: SchedulerTarget;

  constructor(target: SchedulerTarget, client = awsClient(SchedulerClient)) {
    this.#client = client;
    this.#target = target;
  }

  async startAt(name: string, at: Date, input: RetrainInput): Promise<void> {
    const { stateMachineArn, roleArn, group } = this.#target;
    try {
      await this.#client.send(
        new CreateScheduleCommand({
          Name: name,
          GroupName: group,
          // Without a zone the expression is in UTC.
          ScheduleExpression: `at(${at.toISOString().slice(0, 19)})`,
          FlexibleTimeWindow: { Mode: 'OFF' },
          ActionAfterCompletion: 'DELETE',
          Target: { Arn: stateMachineArn, RoleArn: roleArn, Input: JSON.stringify(input) },
        }),
      );
    } catch (error) {
      if (!isNamed(error, 'ConflictException')) throw error;
    }
  }
}
