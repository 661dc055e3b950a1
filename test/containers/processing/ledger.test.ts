import { statSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ReadRecord } from '../../../containers/processing/prepare/readers/record.ts';
import { Ledger } from '../../../containers/processing/prepare/rows/ledger.ts';
import type { LedgerRules } from '../../../containers/processing/prepare/rows/ledger-rules.ts';
import { asidePath, identityPath, sortedPath } from '../../../containers/processing/prepare/rows/row-files.ts';
import { sumOf } from '../../../containers/processing/prepare/rows/tally.ts';
import type { Split } from '../../../domain/prepare/manifest.ts';
import { SPLITS_BY_ROW_ID } from '../../../domain/prepare/split.ts';

const rules: LedgerRules = {
  labels: { '0': 'negative', '1': 'positive' },
  maxTextLength: 100,
  names: ['negative', 'positive'],
  splitRule: '60/20/20',
};
const UPLOADS = [0, 1, 2].map((upload) => ({ uploadId: `upload-${upload}`, key: `reviews/${upload}.csv` }));
const FORGOTTEN = [2];

interface Row {
  readonly upload: number;
  readonly record: ReadRecord;
}

/** Few different texts, so that many rows are duplicates or in conflict. */
const rows = fc
  .array(
    fc.record({ upload: fc.nat(2), text: fc.nat(40), label: fc.constantFrom('0', '1', '7'), isLong: fc.boolean() }),
  )
  .map((all) =>
    all.map(({ upload, text, label, isLong }, index): Row => {
      const values = { text: `text ${text} ${isLong ? 'long '.repeat(10) : ''}`, label };
      return { upload, record: { line: index + 2, raw: `row ${index}`, values } };
    }),
  );

/** What some ledgers come to. `turns` says which of them takes the next row. */
async function settledBy(shares: number, all: readonly Row[], turns: readonly number[], rowsInMemoryBytes: number) {
  const directory = await mkdtemp(join(tmpdir(), 'ledger-'));
  const complete: { split: Split; share: number; bytes: number }[] = [];
  const ledgers = Array.from({ length: shares }, (_, share) => {
    const place = { directory, place: { share, shares }, rowsInMemoryBytes };
    return new Ledger(place, rules, (split) =>
      complete.push({ split, share, bytes: statSync(sortedPath(directory, split, share)).size }),
    );
  });
  for (const [index, { upload, record }] of all.entries()) {
    ledgers[(turns[index % turns.length] ?? 0) % shares]?.take(upload, [record]);
  }
  const logs = ledgers.map((ledger) => ledger.pack());
  const tallies = ledgers.map((ledger) => ledger.settle({ logs, uploads: UPLOADS, forgotten: FORGOTTEN }));
  await Promise.all(ledgers.map((ledger) => ledger.close()));
  const text = async (path: (share: number) => string): Promise<string> =>
    (await Promise.all(ledgers.map((_, share) => readFile(path(share), 'utf8')))).join('');
  const outcome = {
    tally: sumOf(tallies),
    identity: await text((share) => identityPath(directory, share)),
    aside: (await text((share) => asidePath(directory, share))).split('\n').sort(),
    splits: await Promise.all(SPLITS_BY_ROW_ID.map((split) => text((share) => sortedPath(directory, split, share)))),
  };
  return { directory, complete, outcome };
}

describe('the ledgers of a run', () => {
  it('come to the same, however many they are, whichever takes a row, and wherever it is kept', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(3), { minLength: 1, maxLength: 9 }),
        fc.constantFrom(0, 2 ** 20),
        async (all, shares, turns, rowsInMemoryBytes) => {
          const one = await settledBy(1, all, [0], 2 ** 20);
          const several = await settledBy(shares, all, turns, rowsInMemoryBytes);

          expect(several.outcome).toEqual(one.outcome);
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  it('keep the rows of all shares in the order of their ids, and tell of each file when it is complete', async () => {
    const all = Array.from({ length: 200 }, (_, index): Row => {
      return { upload: 0, record: { line: index, raw: '', values: { text: `text ${index}`, label: '0' } } };
    });

    const { directory, complete, outcome } = await settledBy(3, all, [0, 1, 2], 0);

    const ids = outcome.identity.match(/[0-9a-f]{32}/g) ?? [];
    expect(ids).toHaveLength(200);
    expect(ids).toEqual(ids.toSorted());
    expect(outcome.splits.join('').match(/^[0-9a-f]{32}/gm)).toEqual(ids);
    expect(outcome.tally.kept).toEqual([200, 0, 0]);
    expect(complete).toHaveLength(9);
    for (const { split, share, bytes } of complete)
      expect(statSync(sortedPath(directory, split, share)).size).toBe(bytes);
  });
});
