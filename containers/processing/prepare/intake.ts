import { PlatformError } from '../../../domain/errors.ts';
import { NO_ROWS } from '../../../domain/prepare/counts.ts';
import type { UploadOutcome } from '../../../domain/prepare/manifest.ts';
import { PlainRows, type RecordBatch } from './readers/plain-rows.ts';
import type { RowStore } from './row-store.ts';

/** What came of reading one upload, before conflicts and duplicates are known. */
export type Intake = { readonly received: number } | { readonly error: NonNullable<UploadOutcome['error']> };

/** Reads one upload into the store. A file that is unreadable as a whole leaves no row behind. */
export async function takeIn(store: RowStore, upload: number, read: () => AsyncIterable<RecordBatch>): Promise<Intake> {
  let received = 0;
  try {
    for await (const batch of read()) {
      received += batch instanceof PlainRows ? batch.count : batch.length;
      await store.take(upload, batch);
    }
    await store.drain();
    return { received };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    store.discard(upload);
    return { error: { code: error.code, message: error.message } };
  }
}

/** Outcome of an upload that could not be read: nothing was received. */
export function unreadableOutcome(
  upload: { readonly uploadId: string; readonly key: string; readonly versionId: string },
  error: NonNullable<UploadOutcome['error']>,
): UploadOutcome {
  const { uploadId, key, versionId } = upload;
  return { uploadId, key, versionId, counts: NO_ROWS, quarantinedByReason: {}, error };
}
