import { z } from 'zod';
import { namesIn } from '../../../domain/labels/label-set.ts';
import { SPLITS } from '../../../domain/prepare/manifest.ts';
import type { DatasetShape } from '../../../domain/prepare/refusal.ts';
import type { RowStore } from './row-store.ts';
import { literal } from './sql.ts';

const counted = z.object({ split: z.enum(SPLITS), label: z.string(), rows: z.coerce.number() });

type SampledShape = Pick<DatasetShape, 'rowsPerLabel' | 'rowsPerSplit' | 'trainRowsPerLabel'>;

/** Takes a sample of the settled rows; gives its counts, in which each label stands. */
export async function takeSample(store: RowStore, rows: number, labels: readonly string[]): Promise<SampledShape> {
  await store.sample(rows);
  const bySplit = SPLITS.map((split) => `SELECT ${literal(split)} AS split, label FROM (${store.sortedRows(split)})`);
  const found = await store.all(
    `SELECT split, label, count(*) AS rows FROM (${bySplit.join(' UNION ALL ')}) GROUP BY ALL`,
  );
  const cells = found.map((row) => counted.parse(row));
  const sum = (of: (cell: z.infer<typeof counted>) => boolean): number =>
    cells.filter(of).reduce((total, cell) => total + cell.rows, 0);
  const perLabel = (of: (cell: z.infer<typeof counted>) => boolean): Record<string, number> =>
    Object.fromEntries(labels.map((label) => [label, sum((cell) => namesIn(cell.label).includes(label) && of(cell))]));
  return {
    rowsPerLabel: perLabel(() => true),
    rowsPerSplit: {
      train: sum(({ split }) => split === 'train'),
      validation: sum(({ split }) => split === 'validation'),
      test: sum(({ split }) => split === 'test'),
    },
    trainRowsPerLabel: perLabel(({ split }) => split === 'train'),
  };
}
