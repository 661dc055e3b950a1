import { SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { z } from 'zod';
import type { Clients } from './clients.ts';
import { until } from './until.ts';

const envelope = z.object({ Subject: z.string().optional(), Message: z.string() });

/** What people are told: a subscriber of the notifications topic, as their mailbox would be. */
export class News {
  readonly #clients: Clients;
  readonly #queueUrl: string;
  readonly #heard: string[] = [];

  private constructor(clients: Clients, queueUrl: string) {
    this.#clients = clients;
    this.#queueUrl = queueUrl;
  }

  static async subscribe(clients: Clients, topicArn: string): Promise<News> {
    const policy = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:*', Resource: '*' }],
    };
    const { QueueUrl = '' } = await clients.sqs.send(
      new CreateQueueCommand({ QueueName: 'loop-news', Attributes: { Policy: JSON.stringify(policy) } }),
    );
    const { Attributes } = await clients.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    await clients.sns.send(
      new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }),
    );
    return new News(clients, QueueUrl);
  }

  /** The first message that says all of these words. */
  async saying(...words: readonly string[]): Promise<string> {
    return until(`news that say ${words.join(' and ')}`, async () => {
      await this.#listen();
      return this.#heard.find((message) => words.every((word) => message.includes(word)));
    });
  }

  async #listen(): Promise<void> {
    const { Messages = [] } = await this.#clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: this.#queueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return;
    this.#heard.push(...Messages.map(({ Body }) => envelope.parse(JSON.parse(Body ?? '')).Message));
    await this.#clients.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: this.#queueUrl,
        Entries: Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
  }
}
