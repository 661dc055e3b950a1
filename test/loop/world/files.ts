import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { poisonedReviews, type Review, readReviews, toCsv } from '../../../cli/demo/reviews.ts';

/** The files that people upload in the suite, all made of real sentences. */
export class Files {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  write(name: string, content: string | Uint8Array): string {
    const path = join(this.#folder, name);
    writeFileSync(path, content);
    return path;
  }

  reviews(name: string, reviews: readonly Review[]): string {
    return this.write(name, toCsv(reviews));
  }

  /** A gzip whose last third never arrived. */
  truncated(name: string, reviews: readonly Review[]): string {
    const whole = gzipSync(toCsv(reviews));
    return this.write(name, whole.subarray(0, Math.floor((whole.length * 2) / 3)));
  }
}

export const AMAZON_AND_IMDB: readonly Review[] = [...readReviews('amazon'), ...readReviews('imdb')];
export const YELP: readonly Review[] = readReviews('yelp');
export const POISON: readonly Review[] = poisonedReviews(YELP, 2_000);

/** Texts that no other part of the suite has, with their right labels. Two calls with other parts have no text in common. */
export function freshReviews(part: number, rows: number): Review[] {
  const source = AMAZON_AND_IMDB.slice(part * rows, (part + 1) * rows);
  return source.map(({ text, label }) => ({ text: `${text} That is my view number ${part}.`, label }));
}
