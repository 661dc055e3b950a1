import type { z } from 'zod';
import type { sliceSchema } from './report.ts';

export type Slice = z.infer<typeof sliceSchema>;

export interface SlicedRow {
  readonly text: string;
  readonly uploadId: string;
  /** True when the model gave the row's own label. */
  readonly right: boolean;
}

/** Upper ends of the length buckets in words. */
const WORDS = [5, 10, 20, 50, 100] as const;

function lengthSlice(text: string): string {
  const words = text.split(' ').length;
  const index = WORDS.findIndex((limit) => words <= limit);
  if (index < 0) return `over ${WORDS.at(-1)} words`;
  const from = index === 0 ? 1 : (WORDS[index - 1] ?? 0) + 1;
  return `${from} to ${WORDS[index]} words`;
}

/** Accuracy by text length, then by the upload that a row came from; slices without rows are left out. */
export function slicesOf(rows: readonly SlicedRow[]): Slice[] {
  const names = WORDS.map((limit) => lengthSlice(Array(limit).fill('x').join(' ')));
  const order = [...names, `over ${WORDS.at(-1)} words`];
  const byLength = group(rows, (row) => lengthSlice(row.text));
  const byUpload = group(rows, (row) => `upload ${row.uploadId}`);
  return [
    ...order.flatMap((name) => slice(name, byLength.get(name))),
    ...[...byUpload.keys()].sort().flatMap((name) => slice(name, byUpload.get(name))),
  ];
}

function group(rows: readonly SlicedRow[], name: (row: SlicedRow) => string): Map<string, SlicedRow[]> {
  return Map.groupBy(rows, name);
}

function slice(name: string, rows: readonly SlicedRow[] | undefined): Slice[] {
  if (rows === undefined || rows.length === 0) return [];
  return [{ slice: name, rows: rows.length, accuracy: rows.filter((row) => row.right).length / rows.length }];
}
