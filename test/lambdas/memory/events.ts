import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { ObjectCreated } from '../../../domain/admit/messages.ts';
import { objectCreatedSchema } from '../../../domain/admit/messages.ts';
import type { LeaseInput } from '../../../domain/lease/messages.ts';
import { STATE_MACHINE, WORKLOAD } from './world.ts';

export const objectCreated = (
  key: string,
  versionId = 'v1',
  more: { size?: number; sequencer?: string } = {},
): ObjectCreated =>
  objectCreatedSchema.parse({
    'detail-type': 'Object Created',
    time: '2026-11-21T11:59:59Z',
    detail: {
      bucket: { name: 'raw' },
      object: { key, size: more.size ?? 100, 'version-id': versionId, sequencer: more.sequencer ?? '0A' },
    },
  });

export const leaseInput = (execution: string, more: Partial<LeaseInput> = {}): LeaseInput => ({
  workload: WORKLOAD,
  trigger: 'upload',
  force: false,
  execution: { arn: execution, stateMachineArn: STATE_MACHINE, startedAt: '2026-11-21T12:00:00Z' },
  ...more,
});

/** A message of the queue of uploads. */
export const queueMessage = (messageId: string, body: string): SQSRecord => ({
  messageId,
  receiptHandle: '',
  body,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '0',
    SenderId: '',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: '',
  awsRegion: 'us-east-1',
});

/** A batch of the queue, with messages named `m0`, `m1` and so on. */
export const queueBatch = (...bodies: readonly string[]): SQSEvent => ({
  Records: bodies.map((body, index) => queueMessage(`m${index}`, body)),
});
