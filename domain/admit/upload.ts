import { PlatformError } from '../errors.ts';
import { recordKey } from '../records/keys.ts';
import type { ObjectCreated } from './messages.ts';
import { DELIVERIES_KEPT, type UploadRecord, uploadIdOf } from './upload-record.ts';

/** The record of an object version that nobody has seen before. */
export function receivedUpload(workload: string, event: ObjectCreated): UploadRecord {
  const { bucket, object } = event.detail;
  const uploadId = uploadIdOf(bucket.name, object.key, object['version-id']);
  return {
    workload,
    record: recordKey.upload(uploadId),
    uploadId,
    key: object.key,
    versionId: object['version-id'],
    sequencer: object.sequencer,
    sizeBytes: object.size,
    receivedAt: new Date(event.time).toISOString(),
    status: 'received',
  };
}

/**
 * The upload after messages brought its event: recorded by the first one, and counted by each other. A message that is
 * delivered again, because handling it failed half-way, is the same message.
 */
export function afterDelivery(
  known: UploadRecord | undefined,
  received: UploadRecord,
  messageIds: readonly string[],
): UploadRecord {
  const before = known ?? received;
  const kept = before.deliveries ?? [];
  const fresh = [...new Set(messageIds)].filter((id) => !kept.includes(id));
  if (known !== undefined && fresh.length === 0) return known;
  const duplicates = (before.duplicates ?? 0) + fresh.length - (known === undefined ? Math.min(1, fresh.length) : 0);
  return {
    ...before,
    deliveries: [...kept, ...fresh].slice(0, DELIVERIES_KEPT),
    ...(duplicates > 0 ? { duplicates } : {}),
  };
}

/** True until a run has read it: a repeated event of such an upload heals a window that was never announced. */
export const awaitsRun = (upload: UploadRecord): boolean => upload.status === 'received' && upload.runId === undefined;

/**
 * What a person decides about an upload: `release` makes it part of every later dataset, whatever the gate said;
 * `exclude` keeps it out. The same again without a reason keeps the reason that it has. Throws `UPLOAD_UNREADABLE` for a release of a file that cannot be read.
 */
export function decideUpload(
  upload: UploadRecord,
  command: 'release' | 'exclude',
  given: string | undefined,
  now: Date,
): UploadRecord {
  const reason = given ?? `${command}d by a person`;
  switch (command) {
    case 'exclude':
      if (upload.status === 'excluded' && given === undefined) return upload;
      return { ...upload, status: 'excluded', reason };
    case 'release':
      if (upload.status === 'unreadable') {
        throw new PlatformError(
          'UPLOAD_UNREADABLE',
          `Upload ${upload.uploadId} cannot be read, so it cannot be released.`,
          {
            next: 'Mend the file and upload it again.',
            details: { uploadId: upload.uploadId },
          },
        );
      }
      if (upload.status === 'admitted' && given === undefined) return upload;
      if (upload.status === 'received') return upload;
      if (upload.status === 'admitted') return { ...upload, reason };
      return { ...upload, status: 'admitted', reason, releasedAt: now.toISOString() };
  }
}
