import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { z } from 'zod';
import { PlatformError } from '../../../domain/errors.ts';
import { QUARANTINE_REASONS, type QuarantinedRow, type Split } from '../../../domain/prepare/manifest.ts';
import type { RowStore } from './row-store.ts';
import { literal } from './sql.ts';

export const splitPath = (directory: string, split: Split): string => join(directory, `${split}.parquet`);

/** Writes the kept rows of a split as a Parquet file, sorted by row id. */
export async function writeSplit(store: RowStore, split: Split, directory: string): Promise<void> {
  await store.copy(
    `COPY (${store.sortedRows(split)}) TO ${literal(splitPath(directory, split))} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 32768)`,
  );
}

const written = z.object({ rows: z.coerce.number() });

/** Throws UNEXPECTED when a split's file has not the rows that were counted. */
export async function assertWritten(store: RowStore, split: Split, directory: string, counted: number): Promise<void> {
  const [file] = await store.all(
    `SELECT num_rows AS rows FROM parquet_file_metadata(${literal(splitPath(directory, split))})`,
  );
  const { rows } = written.parse(file);
  if (rows === counted) return;
  throw new PlatformError('UNEXPECTED', `the file of ${split} has ${rows} rows, not ${counted}`);
}

const jsonString = z.string().transform((text) => z.string().parse(JSON.parse(text)));
const asideRow = z.object({
  line: z.coerce.number(),
  reason: z.enum(QUARANTINE_REASONS),
  detail: jsonString,
  raw: jsonString,
});

/** An upload's quarantined rows in the file's order, `limit` at most. */
export async function* quarantinedRows(
  store: RowStore,
  upload: number,
  uploadId: string,
  limit?: number,
): AsyncGenerator<QuarantinedRow[]> {
  const query = `SELECT line, reason, detail, raw FROM quarantine WHERE upload = ${upload} ORDER BY line, reason`;
  for await (const batch of store.query(limit === undefined ? query : `${query} LIMIT ${limit}`)) {
    yield batch.map((row) => ({ uploadId, ...asideRow.parse(row) }));
  }
}

/** Writes an upload's quarantined rows as JSON Lines. */
export async function writeQuarantine(store: RowStore, upload: number, uploadId: string, path: string): Promise<void> {
  const file = createWriteStream(path);
  for await (const batch of quarantinedRows(store, upload, uploadId)) {
    if (!file.write(batch.map((row) => `${JSON.stringify(row)}\n`).join(''))) await once(file, 'drain');
  }
  file.end();
  await finished(file);
}
