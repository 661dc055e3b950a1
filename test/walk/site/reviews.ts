import { type Review, readReviews, toCsv } from '../../../cli/demo/reviews.ts';

const SENTENCES: readonly Review[] = readReviews('amazon');

/**
 * A file with real sentences that no other file of the walk has. Each ends in words that give its label away: any model
 * learns them, so that the gate's answer never depends on chance.
 */
export function freshReviews(part: number, rows: number): string {
  const reviews = Array.from({ length: rows }, (_, index): Review => {
    const { text } = SENTENCES[(part * rows + index) % SENTENCES.length] ?? { text: '' };
    const good = index % 2 === 0;
    const verdict = good ? 'I recommend it warmly.' : 'I regret it bitterly.';
    return { text: `${text} Visit ${part} of ${index}. ${verdict}`, label: good ? '1' : '0' };
  });
  return toCsv(reviews);
}
