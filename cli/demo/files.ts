import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { poisonedReviews, readReviews, toCsv } from './reviews.ts';

/** Rows of the poisoned file: enough to win the vote on the new test split, which the gate must not fall for. */
const POISONED_ROWS = 2_000;

export interface DemoFiles {
  /** Amazon and IMDb: the first model. */
  readonly first: string;
  /** Yelp: more data from another site. */
  readonly second: string;
  /** New texts with the wrong labels. */
  readonly poisoned: string;
}

/** Writes the demo's three uploads. The same bytes each time. */
export async function writeDemoFiles(folder: string): Promise<DemoFiles> {
  await mkdir(folder, { recursive: true });
  const yelp = readReviews('yelp');
  const files = {
    first: join(folder, 'amazon-imdb.csv'),
    second: join(folder, 'yelp.csv'),
    poisoned: join(folder, 'poisoned.csv'),
  };
  await writeFile(files.first, toCsv([...readReviews('amazon'), ...readReviews('imdb')]));
  await writeFile(files.second, toCsv(yelp));
  await writeFile(files.poisoned, toCsv(poisonedReviews(yelp, POISONED_ROWS)));
  return files;
}
