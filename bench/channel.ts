import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** A row as `prepare` writes it. */
export interface Row {
  readonly row_id: string;
  readonly text: string;
  readonly label: string;
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
  rmSync(lines);
}
