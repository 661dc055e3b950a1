import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { createCleaner } from '../../../containers/inference/core/features/tfidf/cleaning.ts';
import { createTokenizer, forEachTerm } from '../../../containers/inference/core/features/tfidf/tokenization.ts';
import { type Cleaning, cleaningSchema } from '../../../domain/workload/cleaning.ts';
import { type PythonProcess, startPython } from './python.ts';
import { labelledTexts, TRICKY_TEXTS } from './texts.ts';

jest.setTimeout(60_000);

const NOTHING: Cleaning = {
  lowercase: false,
  stripUrls: false,
  stripHtml: false,
  asciiFold: false,
  stopWords: 'none',
  stemming: 'none',
};
const EVERYTHING: Cleaning = {
  lowercase: true,
  stripUrls: true,
  stripHtml: true,
  asciiFold: true,
  stopWords: 'english',
  stemming: 'english',
};

// Above it lie only tags, variation selectors and private use.
const END_OF_ASSIGNED = 0x40000;

let python: PythonProcess;
beforeAll(() => {
  python = startPython('tokens.py');
});
afterAll(() => python.end());

function terms(texts: readonly string[], cleaning: Cleaning, ngramMax: number): string[][] {
  const clean = createCleaner(cleaning);
  const tokenize = createTokenizer(cleaning);
  return texts.map((text) => {
    const found: string[] = [];
    forEachTerm(tokenize(clean(text)), 1, ngramMax, (term) => found.push(term));
    return found;
  });
}

async function expectSameTerms(texts: readonly string[], cleaning: Cleaning, ngramMax = 1): Promise<void> {
  expect(await python.ask({ texts, cleaning, ngramMax })).toEqual(terms(texts, cleaning, ngramMax));
}

describe('The terms of a text', () => {
  it('are those of the trainer for real and for tricky texts', async () => {
    const texts = [...TRICKY_TEXTS, ...labelledTexts('yelp').map(({ text }) => text)];

    for (const cleaning of [cleaningSchema.parse({}), NOTHING, EVERYTHING]) await expectSameTerms(texts, cleaning, 3);
  });

  it('are those of the trainer for every code point of Unicode', async () => {
    const texts: string[] = [];
    for (let start = 0; start < END_OF_ASSIGNED; start += 0x1000) {
      texts.push(Array.from({ length: 0x1000 }, (_, offset) => `a${String.fromCodePoint(start + offset)} `).join(''));
    }

    for (const cleaning of [
      { ...NOTHING, lowercase: true },
      { ...NOTHING, asciiFold: true },
    ]) {
      await expectSameTerms(texts, cleaning);
    }
  });

  it('are those of the trainer for words with every English ending', async () => {
    const words = new Set(labelledTexts('imdb').flatMap(({ text }) => text.toLowerCase().match(/[a-z']{2,}/g) ?? []));
    const endings = [
      '',
      's',
      'ed',
      'ing',
      'ingly',
      'ational',
      'fulness',
      'ies',
      "'s",
      'ogist',
      'ative',
      'ously',
      'eed',
    ];
    const texts = [...words].map((word) => endings.map((ending) => word + ending).join(' '));

    await expectSameTerms(texts, { ...NOTHING, stemming: 'english' });
  });

  it('are those of the trainer for any text under any cleaning', async () => {
    const fragment = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)), maxLength: 8 }),
      fc.constantFrom(...'<>&;#/"\' \u2019.ΣσİKſ'),
      fc.constantFrom('http://', 'WWW.', '&amp;', '&#x', '&#38;', '<b', "n't", 'Running', 'e\u0301', '\u{10d50}', '🇩🇪'),
    );
    const cleaning = fc.record<Cleaning>({
      lowercase: fc.boolean(),
      stripUrls: fc.boolean(),
      stripHtml: fc.boolean(),
      asciiFold: fc.boolean(),
      stopWords: fc.constantFrom('none', 'english'),
      stemming: fc.constantFrom('none', 'english'),
    });
    const texts = fc.array(
      fc.array(fragment, { maxLength: 12 }).map((fragments) => fragments.join('')),
      { minLength: 1, maxLength: 20 },
    );

    await fc.assert(fc.asyncProperty(texts, cleaning, fc.integer({ min: 1, max: 3 }), expectSameTerms), {
      numRuns: 300,
    });
  });
});
