import { PlatformError } from '../errors.ts';
import { NO_ROWS } from './counts.ts';
import type { UploadOutcome } from './manifest.ts';

/** A planned upload whose recorded object version is no longer there. */
export interface GoneUpload {
  readonly uploadId: string;
  readonly key: string;
  readonly versionId: string;
  /** True when the run is the first to read it. */
  readonly isNew: boolean;
}

const SHOWN_KEYS = 20;

const gone = ({ isNew }: GoneUpload): string =>
  isNew
    ? 'the recorded object version is gone; later runs go on without it'
    : 'the recorded object version is gone, and earlier datasets had it: upload it again, or exclude it';

/** The refusal of a run of which recorded data is gone. A dataset without it would be another one than was planned. */
export function dataGone(uploads: readonly GoneUpload[]): PlatformError {
  const keys = uploads
    .slice(0, SHOWN_KEYS)
    .map((upload) => `${upload.key} (upload ${upload.uploadId}): ${gone(upload)}`);
  const others = uploads.length > SHOWN_KEYS ? [`and ${uploads.length - SHOWN_KEYS} more`] : [];
  return new PlatformError('DATA_GONE', [...keys, ...others].join('; '), {
    next: 'Upload the files again, or exclude those that are gone for good.',
  });
}

/** Outcome of such an upload: nothing was received. */
export const goneOutcome = (upload: GoneUpload): UploadOutcome => ({
  uploadId: upload.uploadId,
  key: upload.key,
  versionId: upload.versionId,
  counts: NO_ROWS,
  quarantinedByReason: {},
  error: { code: 'DATA_GONE', message: gone(upload) },
});
