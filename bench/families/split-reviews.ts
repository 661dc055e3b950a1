import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { readReviews } from '../../cli/demo/reviews.ts';
import type { Split } from '../../domain/prepare/manifest.ts';
import { normalizeText } from '../../domain/prepare/normalize.ts';
import { rowIdOf } from '../../domain/prepare/row-id.ts';
import { splitOf, splitShares } from '../../domain/prepare/split.ts';

export interface Row {
  readonly row_id: string;
  readonly text: string;
  readonly label: 'negative' | 'positive';
}

/** The demo's reviews of all three sites, each text once, split as `prepare` splits them at 70/15/15. */
export function splitReviews(): Record<Split, Row[]> {
  const rows = new Map<string, Row>();
  for (const { text, label } of (['amazon', 'imdb', 'yelp'] as const).flatMap(readReviews)) {
    const normal = normalizeText(text);
    const row_id = rowIdOf(normal);
    rows.set(row_id, { row_id, text: normal, label: label === '1' ? 'positive' : 'negative' });
  }
  const splits: Record<Split, Row[]> = { train: [], validation: [], test: [] };
  for (const row of rows.values()) splits[splitOf(row.row_id, splitShares('70/15/15'))].push(row);
  return splits;
}

/** Writes a channel of a training job as one Parquet file. */
export async function writeChannel(folder: string, rows: readonly Row[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const lines = join(folder, 'rows.jsonl');
  writeFileSync(lines, rows.map((row) => JSON.stringify(row)).join('\n'));
  const database = await DuckDBInstance.create();
  const connection = await database.connect();
  await connection.run(`COPY (FROM read_json('${lines}')) TO '${join(folder, 'part-0.parquet')}' (FORMAT parquet)`);
  connection.closeSync();
}
