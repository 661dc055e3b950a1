import { describe, expect, it } from '@jest/globals';
import { poisonedReviews, readReviews, toCsv } from '../../cli/demo/reviews.ts';

describe("the demo's reviews", () => {
  it.each(['amazon', 'imdb', 'yelp'] as const)('has 500 sentences of each label from %s', (site) => {
    const reviews = readReviews(site);
    expect(reviews.filter(({ label }) => label === '1')).toHaveLength(500);
    expect(reviews.filter(({ label }) => label === '0')).toHaveLength(500);
  });

  it('poisons with texts that are new, each once, and as balanced as the real ones', () => {
    const known = new Set(readReviews('yelp').map(({ text }) => text));
    const poisoned = poisonedReviews(readReviews('yelp'), 2_000);
    expect(new Set(poisoned.map(({ text }) => text)).size).toBe(2_000);
    expect(poisoned.some(({ text }) => known.has(text))).toBe(false);
    expect(poisoned.filter(({ label }) => label === '1')).toHaveLength(1_000);
  });

  it('gives the poison the label that its sentences do not have', () => {
    const good = [
      { text: 'Good.', label: '1' },
      { text: 'Fine.', label: '1' },
    ] as const;
    const bad = [
      { text: 'Bad.', label: '0' },
      { text: 'Poor.', label: '0' },
    ] as const;
    expect(poisonedReviews([...good, ...bad], 2)).toEqual([
      { text: 'Bad. Poor.', label: '1' },
      { text: 'Good. Fine.', label: '0' },
    ]);
  });

  it('quotes texts as CSV wants it', () => {
    expect(toCsv([{ text: 'He said "no", twice', label: '0' }])).toBe('text,label\n"He said ""no"", twice",0\n');
  });
});
