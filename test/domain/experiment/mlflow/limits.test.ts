import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  BATCH_LIMITS,
  batchesOf,
  clipped,
  entityName,
  MOST_NAME,
} from '../../../../domain/experiment/mlflow/limits.ts';

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

describe('what is logged in one request', () => {
  it('is everything once and in its order, and never more than MLflow takes', () => {
    const value = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 0, max: 400_000 }).map((n) => 'é'.repeat(n)),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (items, most) => {
        const batches = batchesOf(items, most);

        expect(batches.flat()).toEqual(items);
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(most);
          expect(batch.length === 1 || bytesOf(batch) <= BATCH_LIMITS.bytes + 2).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is as few requests as may be, where nothing is large', () => {
    const items = Array.from({ length: 2_500 }, (_, index) => index);
    expect(batchesOf(items, BATCH_LIMITS.metrics).map(({ length }) => length)).toEqual([1_000, 1_000, 500]);
    expect(batchesOf([], BATCH_LIMITS.params)).toEqual([]);
  });
});

describe('a name in MLflow', () => {
  it('is one that MLflow takes, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (name) => {
        const made = entityName(name);
        expect(made).toMatch(/^[A-Za-z0-9_\- ][A-Za-z0-9_.\- ]*$/);
        expect(made.length).toBeLessThanOrEqual(MOST_NAME);
      }),
    );
  });

  it('is the same for the same and another one for another', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
        expect(entityName(one) === entityName(other)).toBe(one === other);
      }),
    );
    const long = 'x'.repeat(300);
    expect(entityName(`${long}a`)).not.toBe(entityName(`${long}b`));
  });

  it('stays as it is where it can', () => {
    for (const name of ['gate.metric', 'rows to train', 'package scikit-learn']) expect(entityName(name)).toBe(name);
  });
});

describe('a value in MLflow', () => {
  it('keeps its beginning and halves no character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, most) => {
        const cut = clipped(text, most);
        expect(cut.length).toBeLessThanOrEqual(most);
        expect(text.startsWith(cut.replace(/…$/, '')) || text === cut).toBe(true);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
  });
});
