import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { awsClient } from './aws-client.ts';

/** One event of the service; `detail` is JSON text. */
export interface ServiceEvent {
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: string;
  readonly time: number;
}

export interface EventBus {
  /** @throws when the bus did not take it. */
  put(event: ServiceEvent): Promise<void>;
}

/** The default bus. The emulator lets its own root publish events of `aws.*`, as the real service does. */
export class AwsEventBus implements EventBus {
  readonly #client = awsClient(EventBridgeClient, {});

  async put(event: ServiceEvent): Promise<void> {
    const answer = await this.#client.send(
      new PutEventsCommand({
        Entries: [
          {
            Source: 'aws.sagemaker',
            DetailType: event.detailType,
            Resources: [...event.resources],
            Detail: event.detail,
            Time: new Date(event.time),
          },
        ],
      }),
    );
    const refused = answer.Entries?.find((entry) => entry.ErrorCode !== undefined);
    if (refused)
      throw new Error(`EventBridge refused ${event.detailType}: ${refused.ErrorCode} ${refused.ErrorMessage}`);
  }
}
