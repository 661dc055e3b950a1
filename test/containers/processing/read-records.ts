import { PlainRows, type RecordBatch } from '../../../containers/processing/prepare/readers/plain-rows.ts';
import type { ReadRecord } from '../../../containers/processing/prepare/readers/record.ts';

/** A batch of either kind as records. */
export function recordsOf(batch: RecordBatch): readonly ReadRecord[] {
  if (!(batch instanceof PlainRows)) return batch;
  return Array.from({ length: batch.count }, (_, row) => batch.record(row));
}

/** Everything that a reader gives, in the file's order. */
export async function allRecords(batches: AsyncIterable<RecordBatch>): Promise<ReadRecord[]> {
  const records: ReadRecord[] = [];
  for await (const batch of batches) records.push(...recordsOf(batch));
  return records.sort((a, b) => a.line - b.line);
}
