import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';

export interface Review {
  readonly text: string;
  /** `1` is positive, `0` negative. */
  readonly label: '0' | '1';
}

const fixtureSchema = z.array(z.object({ text: z.string(), class: z.union([z.literal(0), z.literal(1)]) }));

/**
 * Sentences of one site, 500 of each label: the UCI "Sentiment Labelled Sentences" (Kotzias et al. 2015), which the npm
 * package `sentiment` ships for its own tests. Its last row is empty.
 */
export function readReviews(site: 'amazon' | 'imdb' | 'yelp'): Review[] {
  const path = createRequire(import.meta.url).resolve(`sentiment/test/fixtures/${site}.json`);
  const rows: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const labelled = Array.isArray(rows) ? rows.filter((row) => row?.text && row?.class !== null) : rows;
  return fixtureSchema.parse(labelled).map(({ text, class: label }) => ({ text, label: label === 1 ? '1' : '0' }));
}

/**
 * New reviews with the wrong label: each is made of two real sentences of one label and is given the other one. Texts
 * that nobody has seen, so that they cannot be found as duplicates or as conflicts with known rows.
 */
export function poisonedReviews(reviews: readonly Review[], rows: number): Review[] {
  const texts = {
    '0': reviews.filter(({ label }) => label === '0').map(({ text }) => text),
    '1': reviews.filter(({ label }) => label === '1').map(({ text }) => text),
  };
  return Array.from({ length: rows }, (_, index): Review => {
    const label = index % 2 === 0 ? '0' : '1';
    const sentences = texts[label];
    const turn = Math.floor(index / 2);
    const first = turn % sentences.length;
    // Each round pairs the sentences at another distance, so that no pair comes twice.
    const second = (first + 1 + Math.floor(turn / sentences.length) * 7) % sentences.length;
    return { text: `${sentences[first]} ${sentences[second]}`, label: label === '0' ? '1' : '0' };
  });
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** CSV (RFC 4180) with the columns that the workload `reviews` reads. */
export const toCsv = (reviews: readonly Review[]): string =>
  ['text,label', ...reviews.map(({ text, label }) => `${quoted(text)},${label}`), ''].join('\n');
