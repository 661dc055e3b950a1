import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import { PlatformError } from '../../../domain/errors.ts';
import { codeOf } from '../../../domain/labels/label-set.ts';
import type { Task } from '../../../domain/labels/task.ts';
import type { Split } from '../../../domain/prepare/manifest.ts';

export interface EvaluationRow {
  readonly text: string;
  /** Its labels as one number (`domain/labels`). */
  readonly label: number;
  readonly uploadId: string;
}

const rowSchema = z.object({ text: z.string(), label: z.string(), upload_id: z.string() });

/** Rows of a split in a dataset folder, in the files' order. Throws EVALUATION_INVALID when there are none. */
export async function readSplit(
  directory: string,
  split: Split,
  labels: readonly string[],
  task: Task,
): Promise<EvaluationRow[]> {
  const folder = join(directory, `split=${split}`);
  const names = await readdir(folder).catch(() => []);
  const paths = names.filter((name) => name.endsWith('.parquet')).sort();
  const rows = await readRows(
    paths.map((name) => join(folder, name)),
    labels,
    task,
  );
  if (rows.length > 0) return rows;
  throw new PlatformError('EVALUATION_INVALID', `the dataset has no ${split} rows`);
}

/** Rows of Parquet files; those of a label that is not asked for are left out. */
export async function readRows(
  paths: readonly string[],
  labels: readonly string[],
  task: Task,
): Promise<EvaluationRow[]> {
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '256MB', threads: '1' });
  const connection = await instance.connect();
  const rows: EvaluationRow[] = [];
  try {
    for (const path of paths) {
      const source = `'${path.replaceAll("'", "''")}'`;
      const result = await connection.stream(`SELECT text, label, upload_id FROM read_parquet(${source})`);
      for await (const batch of result.yieldRowObjectJs()) {
        for (const found of batch) {
          const row = rowSchema.parse(found);
          const label = codeOf(task, row.label, labels);
          if (label !== undefined) rows.push({ text: row.text, label, uploadId: row.upload_id });
        }
      }
    }
    return rows;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
