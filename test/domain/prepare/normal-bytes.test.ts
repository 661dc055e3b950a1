import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSurelyNormal } from '../../../domain/prepare/normal-bytes.ts';
import { normalizeText } from '../../../domain/prepare/normalize.ts';

const isSure = (text: string): boolean => {
  const bytes = Buffer.from(`x${text}x`);
  return isSurelyNormal(bytes, 1, bytes.length - 1);
};

const characters = Array.from({ length: 0x110000 }, (_, point) => point)
  .filter((point) => point > 0x20 && (point < 0xd800 || point > 0xdfff))
  .map((point) => String.fromCodePoint(point));

describe('isSurelyNormal', () => {
  it('is sure of no character that normalization changes, alone, before or after a letter', () => {
    const wrong = characters.filter(
      (one) => isSure(one) && [one, `a${one}`, `${one}a`, `a${one}b`].some((text) => normalizeText(text) !== text),
    );

    expect(wrong).toEqual([]);
  });

  it('is sure of no character that joins with the one before it', () => {
    const sure = characters.filter((one) => isSure(one));
    // Only a mark, or a character whose own decomposition is not complete, can join with what is before it.
    const marks = sure.filter((one) => /\p{M}/u.test(one));

    expect(sure.length).toBeGreaterThan(20_000);
    expect(marks).toEqual([]);
  });

  it('is right about texts of such characters', () => {
    const sure = characters.filter((one) => isSure(one));
    const character = fc.oneof(
      fc.constantFrom(...sure),
      fc.constantFrom('a', 'e', '\u0301', '\u00a0', '\u3000', 'ᄀ', 'ᅡ'),
    );

    fc.assert(
      fc.property(fc.array(character, { maxLength: 20 }), (all) => {
        const text = all.join('');
        expect(isSure(text) && normalizeText(text) !== text).toBe(false);
      }),
    );
  });

  it.each(['café', '“so–so”', '很好', 'отлично', 'γειά', '€ 5', '👍'])('is sure of %s', (text) => {
    expect(isSure(text)).toBe(true);
  });
});
