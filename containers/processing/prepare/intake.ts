import { PlatformError } from '../../../domain/errors.ts';
import { NO_ROWS } from '../../../domain/prepare/counts.ts';
import type { UploadOutcome } from '../../../domain/prepare/manifest.ts';
import { type RowRules, validateRow } from '../../../domain/prepare/validate-row.ts';
import { PlainRows, type RecordBatch } from './readers/plain-rows.ts';
import { cut, type ReadRecord } from './readers/record.ts';
import type { RowStore } from './row-store.ts';
import { LabelCodes } from './rows/label-codes.ts';

/** What came of reading one upload, before conflicts and duplicates are known. */
export type Intake = { readonly received: number } | { readonly error: NonNullable<UploadOutcome['error']> };

/** Rows that are set aside are stored so many at once. */
const SET_ASIDE_ROWS = 2_048;

/** Takes uploads into a store. */
export class IntakeDesk {
  readonly #store: RowStore;
  readonly #rules: RowRules;
  readonly #codes: LabelCodes;

  /** `labels`: names of the labels, sorted, as the store knows them. */
  constructor(store: RowStore, rules: RowRules, labels: readonly string[]) {
    this.#store = store;
    this.#rules = rules;
    this.#codes = new LabelCodes(labels, rules.labels);
  }

  /** Reads one upload into the store. A file that is unreadable as a whole leaves no row behind. */
  async takeIn(upload: number, read: () => AsyncIterable<RecordBatch>): Promise<Intake> {
    let received = 0;
    try {
      for await (const batch of read()) {
        if (batch instanceof PlainRows) {
          for (let row = 0; row < batch.count; row += 1) this.#takePlain(upload, batch, row);
          received += batch.count;
        } else {
          for (const record of batch) this.#take(upload, record);
          received += batch.length;
        }
        await this.#store.flush(SET_ASIDE_ROWS);
      }
      await this.#store.flush();
      return { received };
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      await this.#store.discard(upload);
      return { error: { code: error.code, message: error.message } };
    }
  }

  /** A tidy ASCII text is its own normal form, and its bytes are its characters; any other takes the long way. */
  #takePlain(upload: number, rows: PlainRows, row: number): void {
    const start = rows.textStart(row);
    const end = rows.textEnd(row);
    const label =
      rows.labelFlags(row) === 0 ? this.#codes.ofBytes(rows.bytes, rows.labelStart(row), rows.labelEnd(row)) : -1;
    if (rows.textFlags(row) === 0 && label >= 0 && end > start && end - start <= this.#rules.maxTextLength) {
      this.#store.add(upload, rows.line(row), label, rows.bytes.subarray(start, end));
    } else {
      this.#take(upload, rows.record(row));
    }
  }

  #take(upload: number, record: ReadRecord): void {
    const { line, raw } = record;
    const verdict = 'values' in record ? validateRow(record.values, this.#rules) : { ...record, ok: false as const };
    if (verdict.ok) {
      this.#store.add(upload, line, this.#codes.ofName(verdict.label), Buffer.from(verdict.text));
    } else {
      // Lone surrogates and NUL cannot be stored as they are.
      const shown = cut(raw).toWellFormed().replaceAll('\0', '\uFFFD');
      this.#store.setAside({ upload, line, reason: verdict.reason, detail: verdict.detail, raw: shown });
    }
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
