import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { quarantinedRowSchema, SPLITS, type Split } from '../../../domain/prepare/manifest.ts';
import { literal, type RowStore } from './row-store.ts';

/** Writes the kept rows as one Parquet file per split, sorted by row id; gives the paths. */
export async function writeSplits(store: RowStore, directory: string): Promise<Record<Split, string>> {
  await mkdir(directory, { recursive: true });
  const paths: Record<Split, string> = { train: '', validation: '', test: '' };
  for (const split of SPLITS) {
    paths[split] = join(directory, `${split}.parquet`);
    await store.run(`
      COPY (
        SELECT r.row_id, r.text, r.label, u.upload_id FROM kept k
        JOIN rows r ON r.row_id = k.row_id AND r.upload = k.place // 4294967296 AND r.line = k.place % 4294967296
        JOIN uploads u ON u.upload = r.upload
        WHERE r.split = ${literal(split)} ORDER BY r.row_id
      ) TO ${literal(paths[split])} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 32768)`);
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
