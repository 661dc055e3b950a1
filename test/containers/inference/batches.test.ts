import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createBatches } from '../../../containers/inference/core/features/batches.ts';
import type { Feed } from '../../../containers/inference/core/features/feed.ts';

const PADDING_PER_RUN = 16;
const CELLS_PER_RUN = 512;

/** Cells a row and rows of a feed. */
const shapeOf = (feed: Feed): readonly number[] => feed.cells?.dims ?? [];

/** A text is as long as its characters. */
const batches = createBatches({
  inputNames: ['cells'],
  paddingPerRun: PADDING_PER_RUN,
  cellsPerRun: CELLS_PER_RUN,
  extract: (text) => ({ length: text.length }),
  toFeed: (group) => {
    const width = Math.max(...group.map(({ length }) => length));
    const dims = [group.length, width];
    return { cells: { type: 'float32', data: new Float32Array(group.length * width), dims } };
  },
});

const texts = fc.array(
  fc.nat(600).map((length) => 'x'.repeat(length)),
  { maxLength: 80 },
);

describe('the batches of a request', () => {
  it('have every text once, waste no more than a run costs, and have no more cells than they may', () => {
    fc.assert(
      fc.property(texts, (asked) => {
        const made = batches.of(asked);

        expect(made.flatMap(({ positions }) => positions).sort((a, b) => a - b)).toEqual(asked.map((_text, at) => at));
        for (const { positions, feed } of made) {
          const [rows = 0, width = 0] = shapeOf(feed);
          const used = positions.reduce((sum, at) => sum + (asked[at]?.length ?? 0), 0);
          expect(rows).toBe(positions.length);
          expect(rows * width - used).toBeLessThanOrEqual(PADDING_PER_RUN);
          expect(rows === 1 || rows * width <= CELLS_PER_RUN).toBe(true);
        }
      }),
    );
  });

  it('keep a long text from making the short ones long', () => {
    const made = batches.of(['short', 'x'.repeat(500), 'brief', 'small']);

    expect(made.map(({ positions }) => positions)).toEqual([[0, 2, 3], [1]]);
    expect(made.map(({ feed }) => shapeOf(feed))).toEqual([
      [3, 5],
      [1, 500],
    ]);
  });

  it('are none for no text', () => {
    expect(batches.of([])).toEqual([]);
  });
});
