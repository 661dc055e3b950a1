import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Notification } from '../../domain/conclude/notification.ts';
import { awsClient } from '../runtime/aws-client.ts';

/** News for people. The same news may come twice: it names what it is about. */
export interface Notifications {
  publish(news: Notification): Promise<void>;
}

export class SnsNotifications implements Notifications {
  readonly #client: SNSClient;
  readonly #topicArn: string;

  constructor(topicArn: string, client = awsClient(SNSClient)) {
    this.#client = client;
    this.#topicArn = topicArn;
  }

  async publish({ subject, message }: Notification): Promise<void> {
    await this.#client.send(new PublishCommand({ TopicArn: this.#topicArn, Subject: subject, Message: message }));
  }
}
