import { ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  SendMessageBatchCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { WORKLOAD, type World } from './world.ts';

export interface ObjectVersion {
  readonly key: string;
  readonly versionId: string;
  readonly sizeBytes: number;
}

/** The queue of S3's events, and the one of what could not be admitted. */
export class UploadQueue {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Stores an object. S3 tells of it by itself. */
  async put(name: string, body: string): Promise<ObjectVersion> {
    const key = `${WORKLOAD}/${name}`;
    const { root, platform } = this.#world;
    const { VersionId = '' } = await root.s3.send(
      new PutObjectCommand({ Bucket: platform.rawBucket, Key: key, Body: body }),
    );
    return { key, versionId: VersionId, sizeBytes: body.length };
  }

  /** S3's event of an object version, as EventBridge puts it into the queue. */
  eventOf({ key, versionId, sizeBytes }: ObjectVersion, sequencer = '0A'): string {
    return JSON.stringify({
      'detail-type': 'Object Created',
      source: 'aws.s3',
      time: new Date().toISOString(),
      detail: {
        bucket: { name: this.#world.platform.rawBucket },
        object: { key, size: sizeBytes, 'version-id': versionId, sequencer },
      },
    });
  }

  /** Sends messages together: they may come in one batch. */
  async send(...bodies: readonly string[]): Promise<void> {
    const Entries = bodies.map((MessageBody, index) => ({ Id: `m${index}`, MessageBody }));
    await this.#world.root.sqs.send(new SendMessageBatchCommand({ QueueUrl: (await this.#urls()).live, Entries }));
  }

  /** Whether messages go on to `admit`; until then they lie in the queue, untouched. */
  async deliver(goesOn: boolean): Promise<void> {
    const { lambda } = this.#world.root;
    const EventSourceArn = (await this.arns()).live;
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ EventSourceArn }));
    for (const { UUID } of EventSourceMappings) {
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: goesOn }));
    }
  }

  /** How long a message that failed is hidden before it comes again: on AWS six minutes, which a test need not sit through. */
  async hideFailedFor(seconds: number): Promise<void> {
    const Attributes = { VisibilityTimeout: String(seconds) };
    await this.#world.root.sqs.send(new SetQueueAttributesCommand({ QueueUrl: (await this.#urls()).live, Attributes }));
  }

  async arns(): Promise<{ live: string; dead: string }> {
    const { live, dead } = await this.#urls();
    const [of, ofDead] = await Promise.all([this.#attribute(live, 'QueueArn'), this.#attribute(dead, 'QueueArn')]);
    return { live: of, dead: ofDead };
  }

  async deadLetters(): Promise<number> {
    return Number(await this.#attribute((await this.#urls()).dead, 'ApproximateNumberOfMessages'));
  }

  async #attribute(QueueUrl: string, name: 'QueueArn' | 'ApproximateNumberOfMessages'): Promise<string> {
    const { Attributes = {} } = await this.#world.root.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }),
    );
    return Attributes[name] ?? '';
  }

  async #urls(): Promise<{ live: string; dead: string }> {
    const { QueueUrls = [] } = await this.#world.root.sqs.send(new ListQueuesCommand({}));
    const named = (word: string): string => {
      const found = QueueUrls.find((url) => url.includes(word));
      if (found === undefined) throw new Error(`there is no queue ${word} among ${QueueUrls.join(', ')}`);
      return found;
    };
    return { live: named('UploadTriggerUploads'), dead: named('UploadTriggerDeadLetters') };
  }
}
