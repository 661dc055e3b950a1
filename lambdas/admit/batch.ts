import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type ObjectCreated, objectCreatedSchema } from '../../domain/admit/messages.ts';
import { uploadIdOf } from '../../domain/admit/upload-record.ts';
import { platformErrorOf } from '../runtime/failure.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import { type Admitted, callRuns, record } from './admit.ts';
import type { AdmitPorts } from './ports.ts';

/** An event of S3's with every message of the batch that brought it. */
interface Delivered {
  readonly event: ObjectCreated;
  readonly messageIds: string[];
}

/**
 * A batch of the queue. A message that fails is tried again by itself, and one that is no event of S3's ends in the
 * dead-letter queue; the others are not held up. An event that is in the batch twice is recorded once and counted twice,
 * and a workload's triggers are counted together.
 */
export async function admitBatch(event: SQSEvent, ports: AdmitPorts & StageContext): Promise<SQSBatchResponse> {
  const ends = handleAll(event.Records, ports);
  const handle = async ({ messageId }: SQSRecord): Promise<void> => {
    try {
      await ends.get(messageId);
    } catch (thrown) {
      const { code, message } = platformErrorOf(thrown);
      ports.logger.error('message failed', { messageId, code, reason: message });
      throw thrown;
    }
  };
  return processPartialResponse(event, handle, new BatchProcessor(EventType.SQS), { throwOnFullBatchFailure: false });
}

/** The end of each message, by its id. */
function handleAll(records: readonly SQSRecord[], ports: AdmitPorts & StageContext): Map<string, Promise<void>> {
  const deliveries = new Map<string, Delivered>();
  const ends = new Map<string, Promise<void>>();
  for (const { messageId, body } of records) {
    try {
      const event = objectCreatedSchema.parse(JSON.parse(body));
      const { messageIds } = getOrAdd(deliveries, identityOf(event), () => ({ event, messageIds: [] }));
      messageIds.push(messageId);
    } catch (unreadable) {
      ends.set(messageId, Promise.reject(unreadable));
    }
  }
  const recorded = [...deliveries.values()].map(({ event, messageIds }) => ({
    messageIds,
    admitted: record(event, messageIds, ports),
  }));
  const called = callByWorkload(
    recorded.map(({ admitted }) => admitted),
    ports,
  );
  for (const { messageIds, admitted } of recorded) {
    const end = Promise.all([admitted, called]).then(([one, byWorkload]) => byWorkload.get(one?.upload.workload ?? ''));
    for (const messageId of messageIds) ends.set(messageId, end);
  }
  // Whoever handles a message hears of its failure; until then a rejection is nobody's.
  for (const end of ends.values()) end.catch(() => {});
  return ends;
}

/** Once all that can be recorded is recorded, the runs of each workload are called. */
async function callByWorkload(
  recordings: readonly Promise<Admitted | undefined>[],
  ports: AdmitPorts & StageContext,
): Promise<Map<string, Promise<void>>> {
  const settled = await Promise.allSettled(recordings);
  const byWorkload = new Map<string, Admitted[]>();
  for (const one of settled) {
    if (one.status === 'rejected' || one.value === undefined) continue;
    getOrAdd(byWorkload, one.value.upload.workload, () => []).push(one.value);
  }
  const calls = new Map([...byWorkload].map(([workload, admitted]) => [workload, callRuns(admitted, ports)] as const));
  await Promise.allSettled(calls.values());
  return calls;
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

const identityOf = ({ detail: { bucket, object } }: ObjectCreated): string =>
  uploadIdOf(bucket.name, object.key, object['version-id']);
