import { z } from 'zod';
import { sumCounts } from '../../../domain/prepare/counts.ts';
import { type DatasetSchema, datasetHasher } from '../../../domain/prepare/dataset-id.ts';
import { QUARANTINE_REASONS, SPLITS, type UploadOutcome } from '../../../domain/prepare/manifest.ts';
import type { DatasetShape } from '../../../domain/prepare/refusal.ts';
import { type Intake, unreadableOutcome } from './intake.ts';
import type { RowStore } from './row-store.ts';

interface PlannedUpload {
  readonly uploadId: string;
  readonly key: string;
  readonly versionId: string;
}

const accepted = z.object({ upload: z.int(), kept: z.coerce.number(), duplicates: z.coerce.number() });
const reasons = z.object({ upload: z.int(), reason: z.enum(QUARANTINE_REASONS), rows: z.coerce.number() });
const perSplit = z.object({ label: z.string(), split: z.enum(SPLITS), rows: z.coerce.number() });

// Rows of a text in conflict are in `quarantine`, and in neither of the two counts here.
const ACCEPTED = `
  SELECT r.upload, count(*) FILTER (k.place = r.upload::BIGINT * 4294967296 + r.line) AS kept,
         count(*) FILTER (k.place <> r.upload::BIGINT * 4294967296 + r.line) AS duplicates
  FROM rows r JOIN kept k USING (row_id) GROUP BY r.upload`;
const REASONS = 'SELECT upload, reason, count(*) AS rows FROM quarantine GROUP BY ALL ORDER BY upload, reason';
const PER_SPLIT = `
  SELECT r.label, r.split, count(*) AS rows FROM kept k
  JOIN rows r ON r.row_id = k.row_id AND r.upload = k.place // 4294967296 AND r.line = k.place % 4294967296
  GROUP BY ALL`;

/** What the settled store holds, upload by upload and in sum. Each figure is counted apart, so that they can be compared. */
export async function factsOf(
  store: RowStore,
  uploads: readonly PlannedUpload[],
  intakes: readonly Intake[],
  labels: readonly string[],
): Promise<DatasetShape> {
  const kept = new Map((await store.all(ACCEPTED)).map((row) => accepted.parse(row)).map((row) => [row.upload, row]));
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
        accepted: kept.get(index)?.kept ?? 0,
        duplicates: kept.get(index)?.duplicates ?? 0,
        quarantined: own.reduce((sum, row) => sum + row.rows, 0),
      },
      quarantinedByReason: Object.fromEntries(own.map((row) => [row.reason, row.rows])),
    };
  });
  const cells = (await store.all(PER_SPLIT)).map((row) => perSplit.parse(row));
  const rows = (belongs: (cell: z.infer<typeof perSplit>) => boolean): number =>
    cells.filter(belongs).reduce((sum, cell) => sum + cell.rows, 0);
  const perLabel = (belongs: (cell: z.infer<typeof perSplit>) => boolean): Record<string, number> =>
    Object.fromEntries(labels.map((label) => [label, rows((cell) => cell.label === label && belongs(cell))]));
  return {
    counts: sumCounts(outcomes.map((outcome) => outcome.counts)),
    rowsPerLabel: perLabel(() => true),
    rowsPerSplit: {
      train: rows((cell) => cell.split === 'train'),
      validation: rows((cell) => cell.split === 'validation'),
      test: rows((cell) => cell.split === 'test'),
    },
    trainRowsPerLabel: perLabel((cell) => cell.split === 'train'),
    uploads: outcomes,
  };
}

const row = z.object({ row_id: z.string(), label: z.string() });

/** Identity of the kept rows. */
export async function datasetIdOf(store: RowStore, schema: DatasetSchema): Promise<string> {
  const hasher = datasetHasher(schema);
  for await (const batch of store.query('SELECT row_id, label FROM kept ORDER BY row_id')) {
    for (const one of batch) {
      const { row_id: rowId, label } = row.parse(one);
      hasher.add(rowId, label);
    }
  }
  return hasher.id();
}
