import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { awsClient } from './aws-client.ts';

export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** CloudWatch Logs, as the service writes a container's output to it. */
export interface LogGroups {
  /** Creates the group and the stream where they are missing. */
  ensure(group: string, stream: string): Promise<void>;
  append(group: string, stream: string, events: readonly LogEvent[]): Promise<void>;
}

export class AwsLogGroups implements LogGroups {
  readonly #client = awsClient(CloudWatchLogsClient, {});

  async ensure(group: string, stream: string): Promise<void> {
    await unlessExists(() => this.#client.send(new CreateLogGroupCommand({ logGroupName: group })));
    await unlessExists(() =>
      this.#client.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: stream })),
    );
  }

  async append(group: string, stream: string, events: readonly LogEvent[]): Promise<void> {
    await this.#client.send(
      new PutLogEventsCommand({ logGroupName: group, logStreamName: stream, logEvents: [...events] }),
    );
  }
}

async function unlessExists(create: () => Promise<unknown>): Promise<void> {
  try {
    await create();
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ResourceAlreadyExistsException')) throw error;
  }
}
