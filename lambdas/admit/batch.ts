import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type ObjectCreated, objectCreatedSchema } from '../../domain/admit/messages.ts';
import { uploadIdOf } from '../../domain/admit/upload-record.ts';
import { platformErrorOf } from '../runtime/failure.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import { type AdmitPorts, admit } from './admit.ts';

/**
 * A batch of the queue. A message that fails is tried again by itself, and one that is no event of S3's ends in the
 * dead-letter queue; the others are not held up. An event that is in the batch twice is handled once.
 */
export async function admitBatch(event: SQSEvent, ports: AdmitPorts & StageContext): Promise<SQSBatchResponse> {
  const handled = new Map<string, Promise<void>>();
  const handle = async (record: SQSRecord): Promise<void> => {
    const created = objectCreatedSchema.parse(JSON.parse(record.body));
    const id = identityOf(created);
    const first = handled.get(id) ?? admit(created, ports);
    handled.set(id, first);
    await first;
  };
  return processPartialResponse(event, logged(handle, ports), new BatchProcessor(EventType.SQS), {
    throwOnFullBatchFailure: false,
  });
}

const identityOf = ({ detail: { bucket, object } }: ObjectCreated): string =>
  uploadIdOf(bucket.name, object.key, object['version-id']);

const logged =
  (handle: (record: SQSRecord) => Promise<void>, { logger }: StageContext) =>
  async (record: SQSRecord): Promise<void> => {
    try {
      await handle(record);
    } catch (thrown) {
      const { code, message } = platformErrorOf(thrown);
      logger.error('message failed', { messageId: record.messageId, code, reason: message });
      throw thrown;
    }
  };
