import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  canonicalLabels,
  codeOf,
  hasLabel,
  labelOfCode,
  MOST_LABELS_OF_A_SET,
  placesIn,
} from '../../../domain/labels/label-set.ts';

const NAMES = Array.from({ length: MOST_LABELS_OF_A_SET }, (_, place) => `label ${String(place).padStart(2, '0')}`);

describe('labels as one number', () => {
  it('say which labels there are, whatever their order and however often they are named', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...NAMES), { maxLength: 40 }), (chosen) => {
        const stored = canonicalLabels(chosen);

        const code = codeOf('multi-label', stored, NAMES) ?? -1;

        expect(code).toBeGreaterThanOrEqual(0);
        expect(canonicalLabels(chosen.toReversed())).toBe(stored);
        expect(labelOfCode('multi-label', code, NAMES)).toBe(stored);
        expect(NAMES.filter((_, place) => hasLabel('multi-label', code, place))).toEqual([...new Set(chosen)].sort());
        expect(Int32Array.of(code)[0]).toBe(code);
      }),
    );
  });

  it('are the place of the one label where each text has one', () => {
    expect(codeOf('single-label', 'label 02', NAMES)).toBe(2);
    expect(placesIn('single-label', 2)).toEqual([2]);
    expect(labelOfCode('single-label', 2, NAMES)).toBe('label 02');
    expect(hasLabel('single-label', 2, 1)).toBe(false);
  });

  it('are nothing when one of them is unknown', () => {
    expect(codeOf('multi-label', 'label 01|other', NAMES)).toBeUndefined();
    expect(codeOf('single-label', 'label 01|label 02', NAMES)).toBeUndefined();
  });
});
