import { readReviews } from '../../cli/demo/reviews.ts';
import type { Split } from '../../domain/prepare/manifest.ts';
import { normalizeText } from '../../domain/prepare/normalize.ts';
import { rowIdOf } from '../../domain/prepare/row-id.ts';
import { splitOf, splitShares } from '../../domain/prepare/split.ts';
import type { Row } from '../channel.ts';

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
