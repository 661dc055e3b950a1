import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { takeIn } from '../../../containers/processing/prepare/intake.ts';
import { readUpload } from '../../../containers/processing/prepare/readers/read-upload.ts';
import { RowStore } from '../../../containers/processing/prepare/row-store.ts';
import { ledgerRules } from '../../../containers/processing/prepare/rows/ledger-rules.ts';
import { workloadSchema } from '../../../domain/workload/schema.ts';
import { csv, rows, WORKLOAD } from './prepare-fixture.ts';

const config = workloadSchema.parse(WORKLOAD);
const rules = ledgerRules(config);

const directory = (): Promise<string> => mkdtemp(join(tmpdir(), 'row-store-'));

/** Everything that a store comes to from some files. */
async function storedOf(files: readonly string[], threads: number) {
  const folder = await directory();
  const store = await RowStore.create(folder, { rules, threads });
  try {
    const intakes: unknown[] = [];
    for (const [index, content] of files.entries()) {
      const path = join(folder, `upload-${index}`);
      await writeFile(path, content);
      store.addUpload(`upload-${index}`, `reviews/${index}.csv`);
      const read = () => readUpload({ path, name: 'a.csv', columns: config.columns, rules });
      intakes.push(await takeIn(store, index, read));
    }
    const settled = await store.settle();
    const kept = await store.all(store.allSortedRows());
    const quarantine = await store.all('SELECT * FROM quarantine ORDER BY upload, line');
    return { intakes, settled, kept, quarantine };
  } finally {
    await store.close();
  }
}

describe('a row store', () => {
  it('comes to the same with any number of threads', async () => {
    const all = rows(3_000);
    const files = [
      `${csv(all)}broken\n"a  text",1\n`,
      `text,label\n${'é à,1\n'.repeat(20)}a text number 1,0\n"open,0\nx,7\n`,
      `${csv(rows(50, 'never'))}`.replace('text,label', 'other,names'),
    ];

    const one = await storedOf(files, 0);

    for (const threads of [1, 2, 3]) expect(await storedOf(files, threads)).toEqual(one);
    expect(one.kept).toHaveLength(3_001);
    expect(one.quarantine.map((row) => [row.upload, Number(row.line), row.reason])).toEqual([
      [0, 3, 'LABEL_CONFLICT'],
      [0, 3002, 'WRONG_COLUMN_COUNT'],
      [1, 22, 'LABEL_CONFLICT'],
      [1, 23, 'MALFORMED_ROW'],
      [1, 24, 'LABEL_UNKNOWN'],
    ]);
  }, 60_000);

  it('says so when its thread dies', async () => {
    const folder = await directory();
    const path = join(folder, 'a.csv');
    await writeFile(path, csv(rows(60)));

    // Its files would lie in a folder that is not there.
    const store = await RowStore.create(join(folder, 'absent'), { rules, threads: 2 });
    store.addUpload('upload-0', 'reviews/a.csv');
    const read = () => readUpload({ path, name: 'a.csv', columns: config.columns, rules });

    await expect(takeIn(store, 0, read)).rejects.toThrow('ENOENT');
    await store.close();
  });
});
