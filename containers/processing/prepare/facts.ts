import { z } from 'zod';
import { sumCounts } from '../../../domain/prepare/counts.ts';
import { QUARANTINE_REASONS, SPLITS, type Split, type UploadOutcome } from '../../../domain/prepare/manifest.ts';
import type { DatasetShape } from '../../../domain/prepare/refusal.ts';
import { type Intake, unreadableOutcome } from './intake.ts';
import type { RowStore } from './row-store.ts';
import type { Settled } from './rows/ledgers.ts';

interface PlannedUpload {
  readonly uploadId: string;
  readonly key: string;
  readonly versionId: string;
}

const reasons = z.object({ upload: z.int(), reason: z.enum(QUARANTINE_REASONS), rows: z.coerce.number() });

const REASONS = 'SELECT upload, reason, count(*) AS rows FROM quarantine GROUP BY ALL ORDER BY upload, reason';

/** What the settled store holds, upload by upload and in sum. Each figure is counted apart, so that they can be compared. */
export async function factsOf(
  store: RowStore,
  { kept, duplicates, rows, cells }: Settled,
  uploads: readonly PlannedUpload[],
  intakes: readonly Intake[],
  labels: readonly string[],
): Promise<DatasetShape> {
  const setAside = (await store.all(REASONS)).map((row) => reasons.parse(row));
  const outcomes = uploads.map((upload, index): UploadOutcome => {
    const intake = intakes[index];
    if (intake === undefined) throw new RangeError(`upload ${upload.uploadId} was not read`);
    if ('error' in intake) return unreadableOutcome(upload, intake.error);
    const own = setAside.filter((row) => row.upload === index);
    return {
      uploadId: upload.uploadId,
      key: upload.key,
      versionId: upload.versionId,
      counts: {
        received: intake.received,
        accepted: kept[index] ?? 0,
        duplicates: duplicates[index] ?? 0,
        quarantined: own.reduce((sum, row) => sum + row.rows, 0),
      },
      quarantinedByReason: Object.fromEntries(own.map((row) => [row.reason, row.rows])),
    };
  });
  const perLabel = (splits: readonly Split[]): Record<string, number> =>
    Object.fromEntries(
      labels.map((label, code) => [label, splits.reduce((sum, split) => sum + (cells[split][code] ?? 0), 0)]),
    );
  return {
    counts: sumCounts(outcomes.map((outcome) => outcome.counts)),
    rowsPerLabel: perLabel(SPLITS),
    rowsPerSplit: rows,
    trainRowsPerLabel: perLabel(['train']),
    uploads: outcomes,
  };
}
