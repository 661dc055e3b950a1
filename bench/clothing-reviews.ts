import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { z } from 'zod';
import type { Split } from '../domain/prepare/manifest.ts';
import { normalizeText } from '../domain/prepare/normalize.ts';
import { rowIdOf } from '../domain/prepare/row-id.ts';
import { splitOf, splitShares } from '../domain/prepare/split.ts';
import type { Row } from './channel.ts';

export const LABELS = ['negative', 'neutral', 'positive'] as const;
type Label = (typeof LABELS)[number];

const recordSchema = z.object({ 'Review Text': z.string(), Rating: z.enum(['1', '2', '3', '4', '5']) });
const LABEL_OF = { '1': 'negative', '2': 'negative', '3': 'neutral', '4': 'positive', '5': 'positive' } as const;

/**
 * The Women's E-Commerce Clothing Reviews as three classes of equal size (stars 1–2, 3, 4–5), split as `prepare` splits
 * them at 70/15/15. `most` bounds the rows of all classes and splits together.
 */
export async function splitClothingReviews(
  file: string,
  most = Number.POSITIVE_INFINITY,
): Promise<Record<Split, Row[]>> {
  const byLabel = await readByLabel(file);
  const perLabel = Math.min(...[...byLabel.values()].map((rows) => rows.length), Math.floor(most / LABELS.length));
  const splits: Record<Split, Row[]> = { train: [], validation: [], test: [] };
  const shares = splitShares('70/15/15');
  for (const rows of byLabel.values()) {
    for (const row of rows.slice(0, perLabel)) splits[splitOf(row.row_id, shares)].push(row);
  }
  return splits;
}

/** Each text once, in an order that has nothing to do with its split; texts with two labels are left out. */
async function readByLabel(file: string): Promise<Map<Label, Row[]>> {
  const labels = new Map<string, Set<Label>>();
  for await (const record of createReadStream(file).pipe(parse({ columns: true }))) {
    const { 'Review Text': review, Rating: stars } = recordSchema.parse(record);
    const text = normalizeText(review);
    if (text === '') continue;
    labels.set(text, (labels.get(text) ?? new Set()).add(LABEL_OF[stars]));
  }
  const rows = new Map<Label, Row[]>(LABELS.map((label) => [label, []]));
  for (const [text, [label, ...others]] of labels) {
    if (label === undefined || others.length > 0) continue;
    rows.get(label)?.push({ row_id: rowIdOf(text), text, label });
  }
  // The split is the head of the row id, so rows are taken by its tail.
  for (const [label, all] of rows)
    rows.set(
      label,
      all.toSorted((a, b) => (tail(a) < tail(b) ? -1 : 1)),
    );
  return rows;
}

const tail = ({ row_id }: Row): string => row_id.slice(8);
