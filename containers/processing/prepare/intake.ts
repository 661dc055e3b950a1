import { PlatformError } from '../../../domain/errors.ts';
import { NO_ROWS } from '../../../domain/prepare/counts.ts';
import type { UploadOutcome } from '../../../domain/prepare/manifest.ts';
import { rowIdOf } from '../../../domain/prepare/row-id.ts';
import { type SplitShares, splitOf } from '../../../domain/prepare/split.ts';
import { type RowRules, validateRow } from '../../../domain/prepare/validate-row.ts';
import type { ReadRecord } from './readers/record.ts';
import { cut } from './readers/record.ts';
import type { RowStore, SetAsideRow, StoredRow } from './row-store.ts';

export interface IntakeRules extends RowRules {
  readonly shares: SplitShares;
}

/** What came of reading one upload, before conflicts and duplicates are known. */
export type Intake = { readonly received: number } | { readonly error: NonNullable<UploadOutcome['error']> };

/** Reads one upload into the store. A file that is unreadable as a whole leaves no row behind. */
export async function takeIn(
  store: RowStore,
  upload: number,
  read: () => AsyncIterable<ReadRecord[]>,
  rules: IntakeRules,
): Promise<Intake> {
  let received = 0;
  try {
    for await (const batch of read()) {
      received += batch.length;
      const { rows, setAside } = sort(batch, upload, rules);
      await store.add(rows, setAside);
    }
    await store.flush();
    return { received };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    await store.discard(upload);
    return { error: { code: error.code, message: error.message } };
  }
}

function sort(batch: readonly ReadRecord[], upload: number, rules: IntakeRules) {
  const rows: StoredRow[] = [];
  const setAside: SetAsideRow[] = [];
  for (const record of batch) {
    const { line, raw } = record;
    const verdict = 'values' in record ? validateRow(record.values, rules) : { ...record, ok: false as const };
    if (verdict.ok) {
      const rowId = rowIdOf(verdict.text);
      const split = splitOf(rowId, rules.shares);
      rows.push({ upload, line, rowId, label: verdict.label, split, text: verdict.text });
    } else {
      // Lone surrogates and NUL cannot be stored as they are.
      const shown = cut(raw).toWellFormed().replaceAll('\0', '\uFFFD');
      setAside.push({ upload, line, reason: verdict.reason, detail: verdict.detail, raw: shown });
    }
  }
  return { rows, setAside };
}

/** Outcome of an upload that could not be read: nothing was received. */
export function unreadableOutcome(
  upload: { readonly uploadId: string; readonly key: string; readonly versionId: string },
  error: NonNullable<UploadOutcome['error']>,
): UploadOutcome {
  const { uploadId, key, versionId } = upload;
  return { uploadId, key, versionId, counts: NO_ROWS, quarantinedByReason: {}, error };
}
