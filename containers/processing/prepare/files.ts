import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { z } from 'zod';
import { PlatformError } from '../../../domain/errors.ts';
import { quarantinedRowSchema, SPLITS, type Split } from '../../../domain/prepare/manifest.ts';
import { literal, type RowStore } from './row-store.ts';

const written = z.object({ rows: z.coerce.number() });

/**
 * Writes the kept rows as one Parquet file per split, sorted by row id; gives the paths. Throws UNEXPECTED when a file
 * has not the rows that were counted.
 */
export async function writeSplits(
  store: RowStore,
  directory: string,
  rowsPerSplit: Readonly<Record<Split, number>>,
): Promise<Record<Split, string>> {
  await mkdir(directory, { recursive: true });
  const paths: Record<Split, string> = { train: '', validation: '', test: '' };
  for (const split of SPLITS) {
    paths[split] = join(directory, `${split}.parquet`);
    await store.run(
      `COPY (${store.sortedRows(split)}) TO ${literal(paths[split])} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 32768)`,
    );
    const [file] = await store.all(`SELECT num_rows AS rows FROM parquet_file_metadata(${literal(paths[split])})`);
    const { rows } = written.parse(file);
    if (rows === rowsPerSplit[split]) continue;
    throw new PlatformError('UNEXPECTED', `the file of ${split} has ${rows} rows, not ${rowsPerSplit[split]}`);
  }
  return paths;
}

/** Writes an upload's quarantined rows as JSON Lines, in the file's order. */
export async function writeQuarantine(store: RowStore, upload: number, uploadId: string, path: string): Promise<void> {
  const file = createWriteStream(path);
  const query = `SELECT line, reason, detail, raw FROM quarantine WHERE upload = ${upload} ORDER BY line, reason`;
  for await (const batch of store.query(query)) {
    const lines = batch.map((row) => `${JSON.stringify(quarantinedRowSchema.parse({ uploadId, ...row }))}\n`);
    if (!file.write(lines.join(''))) await once(file, 'drain');
  }
  file.end();
  await finished(file);
}
