import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource, type SqsEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ALARM_PERIOD, notifyingAlarm } from './alarm.ts';
import type { StageFunction } from './stage-function.ts';

/** Five deliveries of a message take as long. */
const OLDEST_SECONDS = 1_800;

export interface ObjectTriggerProps {
  /** What an object is, in one word with a capital: `Upload`. */
  readonly kind: string;
  readonly description: string;
  /** It sends its events to EventBridge. */
  readonly bucket: Bucket;
  /** How the keys end that count. @default every object */
  readonly keySuffix?: string;
  /** Gets the messages of the queue; its time limit is a minute at most. */
  readonly receiver: StageFunction;
  readonly batches: SqsEventSourceProps;
  readonly topic: ITopic;
  /** For people, when messages wait for half an hour. */
  readonly whenOld: string;
  /** For people, when messages were given up. */
  readonly whenDead: string;
}

/** Every new object of a bucket reaches a function at least once, over a queue that keeps what it cannot take. */
export class ObjectTrigger extends Construct {
  constructor(scope: Construct, id: string, props: ObjectTriggerProps) {
    super(scope, id);
    const { kind, bucket, keySuffix, receiver, topic } = props;
    const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;
    const deadLetters = new Queue(this, 'DeadLetters', { ...common, retentionPeriod: Duration.days(14) });
    const queue = new Queue(this, `${kind}s`, {
      ...common,
      // Six times the function's time limit, as Lambda's guide asks.
      visibilityTimeout: Duration.minutes(6),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 },
    });
    new Rule(this, 'ObjectCreated', {
      description: props.description,
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [bucket.bucketName] },
          ...(keySuffix !== undefined && { object: { key: [{ suffix: keySuffix }] } }),
        },
      },
      targets: [
        new SqsQueue(queue, { deadLetterQueue: deadLetters, retryAttempts: 20, maxEventAge: Duration.hours(6) }),
      ],
    });
    receiver.function.addEventSource(new SqsEventSource(queue, props.batches));
    notifyingAlarm(this, `Oldest${kind}`, {
      topic,
      metric: queue.metricApproximateAgeOfOldestMessage({ period: ALARM_PERIOD, statistic: 'Maximum' }),
      threshold: OLDEST_SECONDS,
      description: props.whenOld,
    });
    notifyingAlarm(this, 'DeadLetterDepth', {
      topic,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: ALARM_PERIOD, statistic: 'Maximum' }),
      description: props.whenDead,
    });
  }
}
