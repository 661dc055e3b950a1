import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ALARM_PERIOD, notifyingAlarm } from './alarm.ts';
import type { StageFunction } from './stage-function.ts';

/** Five deliveries of a message take as long. */
const OLDEST_SECONDS = 1_800;

export interface UploadTriggerProps {
  readonly bucket: Bucket;
  readonly admit: StageFunction;
  readonly topic: ITopic;
}

/** Every new object of the bucket reaches the `admit` function at least once, over a queue that keeps what it cannot take. */
export class UploadTrigger extends Construct {
  constructor(scope: Construct, id: string, props: UploadTriggerProps) {
    super(scope, id);
    const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;
    const deadLetters = new Queue(this, 'DeadLetters', { ...common, retentionPeriod: Duration.days(14) });
    const queue = new Queue(this, 'Uploads', {
      ...common,
      // Six times the function's time limit, as Lambda's guide asks.
      visibilityTimeout: Duration.minutes(6),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 },
    });
    new Rule(this, 'ObjectCreated', {
      description: 'New objects in the raw bucket',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [props.bucket.bucketName] } },
      },
      targets: [
        new SqsQueue(queue, { deadLetterQueue: deadLetters, retryAttempts: 20, maxEventAge: Duration.hours(6) }),
      ],
    });
    props.admit.function.addEventSource(
      new SqsEventSource(queue, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: 5 }),
    );
    notifyingAlarm(this, 'OldestUpload', {
      topic: props.topic,
      metric: queue.metricApproximateAgeOfOldestMessage({ period: ALARM_PERIOD, statistic: 'Maximum' }),
      threshold: OLDEST_SECONDS,
      description: 'Uploads wait for half an hour to be admitted; the log of the admit function says why.',
    });
    notifyingAlarm(this, 'DeadLetterDepth', {
      topic: props.topic,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: ALARM_PERIOD, statistic: 'Maximum' }),
      description:
        'Uploads could not be admitted and wait in the dead-letter queue. Mend the cause, then redrive the queue.',
    });
  }
}
