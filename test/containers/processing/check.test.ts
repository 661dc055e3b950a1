import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkFile } from '../../../containers/processing/check.ts';
import { workloadSchema } from '../../../domain/workload/schema.ts';
import { csv, rows, WORKLOAD } from './prepare-fixture.ts';

const config = workloadSchema.parse(WORKLOAD);

async function file(name: string, content: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'check-')), name);
  await writeFile(path, content);
  return path;
}

describe('checkFile', () => {
  it('tells what the file would come to', async () => {
    const content = `${csv(rows(60))}a text number 0,0\na text number 1,0\n,1\nnew,9\n`;

    const report = await checkFile(await file('a.csv', content), config);

    expect(report.shape.counts).toEqual({ received: 64, accepted: 59, duplicates: 1, quarantined: 4 });
    expect(report.shape.uploads[0]?.quarantinedByReason).toEqual({
      LABEL_CONFLICT: 2,
      LABEL_UNKNOWN: 1,
      TEXT_EMPTY: 1,
    });
    expect(report.quarantined.map((row) => row.line)).toEqual([3, 63, 64, 65]);
    expect(report.lengths).toEqual({ shortest: 15, median: 16, p95: 16, longest: 16 });
    expect(report.imbalance).toBeCloseTo(30 / 29, 10);
    expect(report.refusal).toBeUndefined();
  });

  it('tells why the file alone makes no dataset', async () => {
    const unreadable = await checkFile(await file('a.csv', 'review,stars\nx,1\n'), config);
    const oneClass = await checkFile(await file('b.csv', 'text,label\nx,1\ny,1\n'), config);

    expect(unreadable.refusal?.code).toBe('COLUMNS_MISSING');
    expect(unreadable.lengths).toBeUndefined();
    expect(oneClass.refusal?.code).toBe('ONE_CLASS_ONLY');
  });

  it('knows no file that is not there', async () => {
    await expect(checkFile('/nowhere/a.csv', config)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
