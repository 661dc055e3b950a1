import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { datasetHasher, IdentityLines } from '../../../domain/prepare/dataset-id.ts';
import { normalizeText } from '../../../domain/prepare/normalize.ts';
import { rowIdOf } from '../../../domain/prepare/row-id.ts';
import { lineageOf, splitOf, splitShares } from '../../../domain/prepare/split.ts';
import { validateRow } from '../../../domain/prepare/validate-row.ts';

const RULES = { labels: { '0': 'negative', '1': 'positive' }, maxTextLength: 20 };
const wildText = fc.string({ unit: 'binary', maxLength: 60 });

describe('the identity of a text', () => {
  it.each([
    ['  two\t words\r\n', 'two words'],
    ['Cafe\u0301', 'Café'],
    ['no\u00a0break\u2003em', 'no break em'],
    ['GREAT', 'GREAT'],
    ['\uFEFF', ''],
  ])('of %j is that of %j', (text, normalized) => {
    expect(normalizeText(text)).toBe(normalized);
  });

  it('does not change when a text is normalized again', () => {
    fc.assert(fc.property(wildText, (text) => normalizeText(normalizeText(text)) === normalizeText(text)));
  });

  it('does not depend on white space around words or on the form of Unicode', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 }), (words) => {
        const one = normalizeText(words.join(' '));
        const other = normalizeText(` ${words.map((word) => word.normalize('NFD')).join('\t \n')}\u00a0`);
        expect(rowIdOf(other)).toBe(rowIdOf(one));
      }),
    );
  });
});

describe('the split of a row', () => {
  const rule = fc.constantFrom('80/20', '60/20/20', '70/15/15', '34/33/33');

  it('is a function of its id and the rule alone', () => {
    fc.assert(
      fc.property(wildText, rule, (text, one) => {
        const split = splitOf(rowIdOf(text), splitShares(one));
        expect(splitOf(rowIdOf(text), splitShares(one))).toBe(split);
        expect(['train', 'validation', 'test']).toContain(split);
      }),
    );
  });

  it.each([
    ['80/20', { train: 0.72, validation: 0.08, test: 0.2 }],
    ['60/20/20', { train: 0.6, validation: 0.2, test: 0.2 }],
    ['70/15/15', { train: 0.7, validation: 0.15, test: 0.15 }],
  ])('gives %s its shares', (one, expected) => {
    const shares = splitShares(one);
    const counts = { train: 0, validation: 0, test: 0 };
    for (let row = 0; row < 40_000; row += 1) counts[splitOf(rowIdOf(`text ${row}`), shares)] += 1;

    expect(shares.train + shares.validation + shares.test).toBeCloseTo(1, 12);
    expect(counts.train / 40_000).toBeCloseTo(expected.train, 1.7);
    expect(counts.validation / 40_000).toBeCloseTo(expected.validation, 1.7);
    expect(counts.test / 40_000).toBeCloseTo(expected.test, 1.7);
  });

  it('has one lineage per rule', () => {
    expect(lineageOf('70/15/15')).toBe(lineageOf('70/15/15'));
    expect(lineageOf('70/15/15')).not.toBe(lineageOf('80/20'));
  });
});

describe('validateRow', () => {
  it('takes a row with a known label', () => {
    expect(validateRow({ text: ' good  one ', label: 1 }, RULES)).toEqual({
      ok: true,
      text: 'good one',
      label: 'positive',
    });
  });

  it.each([
    [{ text: undefined, label: '1' }, 'TEXT_MISSING'],
    [{ text: null, label: '1' }, 'TEXT_MISSING'],
    [{ text: 7, label: '1' }, 'MALFORMED_ROW'],
    [{ text: ' \t', label: '1' }, 'TEXT_EMPTY'],
    [{ text: 'x'.repeat(21), label: '1' }, 'TEXT_TOO_LONG'],
    [{ text: 'a\0b', label: '1' }, 'NUL_BYTE'],
    [{ text: 'half \ud83d', label: '1' }, 'INVALID_UTF8'],
    [{ text: 'a', label: undefined }, 'LABEL_MISSING'],
    [{ text: 'a', label: '  ' }, 'LABEL_MISSING'],
    [{ text: 'a', label: { deep: 1 } }, 'MALFORMED_ROW'],
    [{ text: 'a', label: '2' }, 'LABEL_UNKNOWN'],
    [{ text: 'a', label: 'constructor' }, 'LABEL_UNKNOWN'],
  ])('sets %j aside as %s', (values, reason) => {
    expect(validateRow(values, RULES)).toMatchObject({ ok: false, reason });
  });

  describe('of texts with any number of labels', () => {
    const SEVERAL = { ...RULES, separator: '|' };

    it.each([
      ['1|0', 'negative|positive'],
      [' 0 | 1 |0', 'negative|positive'],
      [['1', 0], 'negative|positive'],
      ['1', 'positive'],
      [1, 'positive'],
      ['1|', 'positive'],
      ['', ''],
      [[], ''],
    ])('takes %j as the set %j', (label, stored) => {
      expect(validateRow({ text: 'a', label }, SEVERAL)).toEqual({ ok: true, text: 'a', label: stored });
    });

    it.each([
      ['1|2', 'LABEL_UNKNOWN'],
      [['1', '1|0'], 'LABEL_UNKNOWN'],
      [null, 'LABEL_MISSING'],
      [undefined, 'LABEL_MISSING'],
      [['1', null], 'MALFORMED_ROW'],
      [{ deep: 1 }, 'MALFORMED_ROW'],
    ])('sets %j aside as %s', (label, reason) => {
      expect(validateRow({ text: 'a', label }, SEVERAL)).toMatchObject({ ok: false, reason });
    });
  });

  it('takes no list where each text has one label', () => {
    expect(validateRow({ text: 'a', label: ['1'] }, RULES)).toMatchObject({ ok: false, reason: 'MALFORMED_ROW' });
  });

  it('answers for anything', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (text, label) => {
        const verdict = validateRow({ text, label }, RULES);
        if (verdict.ok) {
          expect(verdict.text.length).toBeGreaterThan(0);
          expect(['negative', 'positive']).toContain(verdict.label);
        }
      }),
    );
  });
});

describe('the identity of a dataset', () => {
  const schema = { labels: ['negative', 'positive'], splitRule: '70/15/15' };
  const idOf = (rows: readonly (readonly [string, string])[], own = schema): string => {
    const hasher = datasetHasher(own);
    const lines = new IdentityLines();
    for (const [rowId, label] of rows) hasher.add(lines.of(rowId, label));
    return hasher.id();
  };

  it('is of the rows, their labels, the labels’ names and the split rule', () => {
    const id = idOf([['a', 'negative']]);

    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(idOf([['a', 'negative']], { ...schema, labels: ['positive', 'negative'] })).toBe(id);
    expect(idOf([['a', 'positive']])).not.toBe(id);
    expect(idOf([['b', 'negative']])).not.toBe(id);
    expect(idOf([['a', 'negative']], { ...schema, splitRule: '80/20' })).not.toBe(id);
    expect(idOf([['a', 'negative']], { ...schema, labels: ['negative', 'neutral', 'positive'] })).not.toBe(id);
  });

  it('refuses rows that are out of order or come twice', () => {
    expect(() =>
      idOf([
        ['b', 'x'],
        ['a', 'x'],
      ]),
    ).toThrow(RangeError);
    expect(() =>
      idOf([
        ['a', 'x'],
        ['a', 'x'],
      ]),
    ).toThrow(RangeError);
  });
});
