import type { UploadRecord } from '../admit/upload-record.ts';
import type { UploadOutcome } from '../prepare/manifest.ts';
import type { Ending } from './run-record.ts';

/**
 * What an upload is after a run that read it. Only an upload that is still `received` changes: what a person decided
 * in the meantime stands. After a failed run it stays `received`, so that the next run is about it again; a file
 * that cannot be read is out in any case. A refusal for want of evidence admits it, so that small gains add up.
 */
export function uploadAfter(upload: UploadRecord, ending: Ending, read: UploadOutcome | undefined): UploadRecord {
  if (upload.status !== 'received') return upload;
  if (read?.error !== undefined) return { ...upload, status: 'unreadable', reason: read.error.code };
  switch (ending.outcome) {
    case 'failed':
      return upload;
    case 'rejected':
      return ending.by === 'gate' && ending.suspendUploads
        ? { ...upload, status: 'suspended', reason: ending.error.why }
        : { ...upload, status: 'admitted' };
    case 'deployed':
    case 'skipped':
      return { ...upload, status: 'admitted' };
  }
}
