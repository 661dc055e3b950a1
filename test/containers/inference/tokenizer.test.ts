import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTokenizer } from '../../../containers/inference/core/features/transformer/tokenizer.ts';
import { tokenizerFileSchema } from '../../../containers/inference/core/features/transformer/tokenizer-file.ts';
import { type Parts, tokenizerParts } from './transformer-artifact.ts';

const tokenizer = (parts: Parts = {}, maxTokens = 512) =>
  createTokenizer(tokenizerFileSchema.parse({ ...tokenizerParts(), ...parts }), maxTokens);

/** A tokenizer that is its model alone: no normalizer, one word, nothing round it. */
const modelOnly = (model: Parts) =>
  tokenizer({
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'Punctuation', behavior: 'Isolated' },
    post_processor: { type: 'TemplateProcessing', single: [{ Sequence: { id: 'A', type_id: 0 } }], special_tokens: {} },
    model,
  });

const SYLLABLES = ['a', 'b', 'c', 'ab', 'bc', 'abc', 'ca', 'aa', 'aab'];
const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'x', '\u{1f600}'), maxLength: 12 });

describe("BERT's word pieces", () => {
  const ids = tokenizer();

  it('are the longest ones from the left, and a word with an unknown rest is unknown as a whole', () => {
    expect(ids('good goodly goodx film!')).toEqual([2, 4, 4, 6, 1, 7, 8, 3]);
  });

  it('come from a cleaned text: case, accents, control characters, white space, ideographs', () => {
    expect(ids('GÖOD\u0000\u200d\tbäd')).toEqual([2, 4, 5, 3]);
    expect(ids('good\u4e00good\u{20000}bad')).toEqual([2, 4, 1, 4, 1, 5, 3]);
  });

  it('are not looked for in tokens of their own', () => {
    expect(ids('good[SEP]bad [PAD]')).toEqual([2, 4, 3, 5, 0, 3]);
  });

  it('end where the model can take no more', () => {
    expect(tokenizer({}, 5)('good bad film good')).toEqual([2, 4, 5, 7, 3]);
    expect(() => tokenizer({}, 2)).toThrow('no room');
  });
});

describe("GPT-2's byte pairs", () => {
  const merges = ['a b', 'b c', 'ab c', 'c a', 'a a', 'aa b'];
  const vocab = Object.fromEntries([...SYLLABLES, 'x'].map((token, id) => [token, id]));
  const model = { type: 'BPE', unk_token: 'x', vocab, merges };

  /** By definition: the first merge of the list that fits anywhere, leftmost, until none does. */
  function naive(word: string): string[] {
    const symbols = [...word].map((one) => (one in vocab ? one : 'x'));
    for (;;) {
      const best = merges.map((merge) => {
        const [left, right] = merge.split(' ');
        return symbols.findIndex((symbol, at) => symbol === left && symbols[at + 1] === right);
      });
      const at = best.find((found) => found >= 0);
      if (at === undefined) return symbols;
      symbols.splice(at, 2, symbols.slice(at, at + 2).join(''));
    }
  }

  it('are joined in the order of the merges, whatever the word', () => {
    const ids = modelOnly(model);
    fc.assert(
      fc.property(words, (word) => {
        expect(ids(word)).toEqual(naive(word).map((symbol) => vocab[symbol]));
      }),
      { numRuns: 500 },
    );
  });

  it('take a word of 100,000 letters apart in a time that grows with it', () => {
    const started = performance.now();

    expect(modelOnly(model)('a'.repeat(100_000)).length).toBeGreaterThan(100);

    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("SentencePiece's pieces", () => {
  const vocab = [['?', 0] as const, ...SYLLABLES.map((piece, at) => [piece, -1 - ((at * 7) % 5)] as const)];
  const scoreOf = new Map(vocab.map(([piece, score]) => [piece as string, score as number]));

  /** The largest sum of scores over every way to take a word apart. */
  function best(word: string): number {
    const characters = [...word];
    let largest = word === '' ? 0 : Number.NEGATIVE_INFINITY;
    for (let length = 1; length <= characters.length; length += 1) {
      const score = scoreOf.get(characters.slice(0, length).join('')) ?? (length === 1 ? -5 - 10 : undefined);
      if (score !== undefined) largest = Math.max(largest, score + best(characters.slice(length).join('')));
    }
    return largest;
  }

  it('are those with the largest sum of scores, unknown characters in a row being one', () => {
    const ids = modelOnly({ type: 'Unigram', unk_id: 0, vocab });
    fc.assert(
      fc.property(words, (word) => {
        const found = ids(word);
        const known = found.filter((id) => id !== 0);
        const unknown = [...word].filter((one) => !scoreOf.has(one)).length;
        const sum = known.reduce((total, id) => total + (vocab[id]?.[1] ?? 0), 0) - 15 * unknown;

        expect(sum).toBe(best(word));
        expect(found.some((id, at) => id === 0 && found[at - 1] === 0)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
