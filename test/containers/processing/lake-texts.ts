import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ObjectStore } from '../../../containers/processing/adapters/s3.ts';

/** The texts of every Parquet file in the bucket `lake`. */
export async function textsInLake(objects: ObjectStore): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'lake-'));
  const keys = (await objects.list('lake', '')).filter((key) => key.endsWith('.parquet'));
  for (const [index, key] of keys.entries()) {
    await objects.download({ bucket: 'lake', key }, join(directory, `${index}.parquet`));
  }
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(`SELECT text FROM '${directory}/*.parquet'`);
  connection.closeSync();
  instance.closeSync();
  return reader.getRowsJS().map(([text]) => String(text));
}
