import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { PlatformError } from '../../domain/errors.ts';
import { assertAccounted, labelNames } from '../../domain/prepare/build-manifest.ts';
import type { QuarantinedRow } from '../../domain/prepare/manifest.ts';
import { type DatasetShape, refusalOf } from '../../domain/prepare/refusal.ts';
import { rowRules } from '../../domain/prepare/validate-row.ts';
import type { WorkloadConfig } from '../../domain/workload/schema.ts';
import { factsOf } from './prepare/facts.ts';
import { quarantinedRows } from './prepare/files.ts';
import { takeIn } from './prepare/intake.ts';
import { readUpload } from './prepare/readers/read-upload.ts';
import { RowStore, threadsFor } from './prepare/row-store.ts';
import { ledgerRules } from './prepare/rows/ledger-rules.ts';

/** Characters of the accepted texts. */
const lengthsSchema = z.object({
  shortest: z.coerce.number(),
  median: z.coerce.number(),
  p95: z.coerce.number(),
  longest: z.coerce.number(),
});

/** What a file would come to if it were the only upload. */
export interface CheckReport {
  readonly file: string;
  readonly sizeBytes: number;
  readonly columns: WorkloadConfig['columns'];
  readonly shape: DatasetShape;
  /** Accepted rows of the most frequent label over those of the rarest; undefined when one has none. */
  readonly imbalance: number | undefined;
  readonly lengths: z.infer<typeof lengthsSchema> | undefined;
  /** The first quarantined rows. */
  readonly quarantined: readonly QuarantinedRow[];
  /** Why the file alone would make no dataset. */
  readonly refusal: PlatformError | undefined;
}

const SHOWN_ROWS = 20;

const lengthsSql = (store: RowStore): string => `
  SELECT min(length(text)) AS shortest, median(length(text)) AS median,
         quantile_disc(length(text), 0.95) AS p95, max(length(text)) AS longest
  FROM (${store.allSortedRows()}) HAVING count(*) > 0`;

/**
 * Reads a local file as the prepare stage would read it as an upload: same readers, same rules, nothing written.
 * Throws FILE_NOT_FOUND.
 */
export async function checkFile(path: string, config: WorkloadConfig): Promise<CheckReport> {
  const sizeBytes = await sizeOf(path);
  const directory = await mkdtemp(join(tmpdir(), 'trainyard-check-'));
  const store = await RowStore.create(directory, {
    rules: ledgerRules(config),
    threads: threadsFor(sizeBytes),
  });
  const upload = { uploadId: 'check', key: basename(path), versionId: 'local' };
  const rules = rowRules(config);
  try {
    store.addUpload(upload.uploadId, upload.key);
    const read = () => readUpload({ path, name: path, columns: config.columns, rules });
    const intake = await takeIn(store, 0, read);
    const settled = await store.settle();
    const shape = await factsOf(store, settled, [upload], [intake], labelNames(config));
    assertAccounted(shape);
    const lengths = (await store.all(lengthsSql(store)))[0];
    return {
      file: path,
      sizeBytes,
      columns: config.columns,
      shape,
      imbalance: imbalanceOf(Object.values(shape.rowsPerLabel)),
      lengths: lengths && lengthsSchema.parse(lengths),
      quarantined: await firstQuarantined(store, upload.uploadId),
      refusal: refusalOf(shape),
    };
  } finally {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return found.size;
  throw new PlatformError('FILE_NOT_FOUND', `${path} ${found ? 'is not a file' : 'does not exist'}.`, {
    next: 'Check the path.',
  });
}

async function firstQuarantined(store: RowStore, uploadId: string): Promise<QuarantinedRow[]> {
  const rows: QuarantinedRow[] = [];
  for await (const batch of quarantinedRows(store, 0, uploadId, SHOWN_ROWS)) rows.push(...batch);
  return rows;
}

function imbalanceOf(rows: readonly number[]): number | undefined {
  const rarest = Math.min(...rows);
  return rarest > 0 ? Math.max(...rows) / rarest : undefined;
}
