import { describe, expect, it } from '@jest/globals';
import { toCsv } from '../../../cli/demo/reviews.ts';
import { quarantineOf, summaryOf } from '../world/dataset.ts';
import { AMAZON_AND_IMDB, freshReviews } from '../world/files.ts';
import { liveModel } from '../world/live-model.ts';
import { WORKLOAD, type World } from '../world/world.ts';

const BOM = Buffer.from('\uFEFF');
const GOOD = freshReviews(5, 40);

/** Good rows, one of them twice, and one bad row of each kind; line ends of both kinds. */
function messyCsv(): Buffer {
  const [header, ...rows] = toCsv(GOOD).trimEnd().split('\n');
  const good = [header, ...rows, rows[0]].map((row, index) => `${row}${index % 2 === 0 ? '\r\n' : '\n'}`).join('');
  return Buffer.concat([
    BOM,
    Buffer.from(good),
    Buffer.from('A label that nobody knows,7\n"   ",1\r\nNo label at all,\nToo, many,1\n'),
    Buffer.from('"A quote that ends" too early,1\nOf two minds about it,0\nOf two minds about it,1\r\n'),
    Buffer.from([...Buffer.from('Caf'), 0xe9, ...Buffer.from(' in Latin-1,1\nA NUL'), 0, ...Buffer.from(' byte,0\n')]),
    Buffer.from(`${'long '.repeat(4_001)},1\n`),
  ]);
}

const REASONS = {
  LABEL_UNKNOWN: 1,
  TEXT_EMPTY: 1,
  LABEL_MISSING: 1,
  WRONG_COLUMN_COUNT: 1,
  MALFORMED_ROW: 1,
  LABEL_CONFLICT: 2,
  INVALID_UTF8: 1,
  NUL_BYTE: 1,
  TEXT_TOO_LONG: 1,
};

export function refusedFiles(world: World): void {
  describe('bad input beside a live model', () => {
    it('that nothing can be read of ends with its code, and the live model stays', async () => {
      const before = await liveModel(world);

      const run = await world.upload(world.files.truncated('half.csv.gz', AMAZON_AND_IMDB.slice(0, 300)));

      expect(run).toMatchObject({ outcome: 'failed', exitCode: 5, error: { code: 'UPLOAD_UNREADABLE' } });
      await world.news.saying(run.runId, 'failed with UPLOAD_UNREADABLE');
      const uploads = await world.records.uploads(WORKLOAD);
      expect(uploads.find(({ runId }) => runId === run.runId)).toMatchObject({
        status: 'unreadable',
        reason: 'UPLOAD_UNREADABLE',
      });
      expect(await liveModel(world)).toEqual(before);
    });

    it('that comes as two files in one command ends for both, and the command with it', async () => {
      const paths = ['first', 'second'].map((name, part) =>
        world.files.truncated(`${name}.csv.gz`, freshReviews(30 + part, 40)),
      );

      const run = await world.upload(...paths);

      expect(run).toMatchObject({ outcome: 'failed', exitCode: 5, error: { code: 'UPLOAD_UNREADABLE' } });
      const uploads = await world.records.uploads(WORKLOAD);
      const ofBoth = uploads.filter(({ key }) => /\/(first|second)\.csv\.gz$/.test(key));
      expect(ofBoth.map(({ status }) => status)).toEqual(['unreadable', 'unreadable']);
    });

    it('loses its bad rows only: each lies under quarantine with its reason, and the counts add up', async () => {
      const run = await world.upload(world.files.write('messy.csv', messyCsv()));

      expect(['deployed', 'rejected']).toContain(run.outcome);
      const summary = await summaryOf(world, run.runId);
      const outcome = summary.uploads.find(({ key }) => key.endsWith('messy.csv'));
      const quarantined = Object.values(REASONS).reduce((sum, rows) => sum + rows, 0);
      expect(outcome).toMatchObject({
        counts: {
          received: GOOD.length + 1 + quarantined,
          accepted: GOOD.length,
          duplicates: 1,
          quarantined,
        },
        quarantinedByReason: REASONS,
      });
      const rows = await quarantineOf(world, outcome?.uploadId ?? '');
      expect(
        Object.fromEntries(
          Object.keys(REASONS).map((reason) => [reason, rows.filter((row) => row.reason === reason).length]),
        ),
      ).toEqual(REASONS);
      expect(rows.every(({ detail, raw, line }) => detail !== '' && raw !== '' && line > GOOD.length + 1)).toBe(true);
    });

    it('is shown by the CLI with its reasons', async () => {
      const { exitCode, json } = await world.trainyard('quarantine', WORKLOAD);

      expect(exitCode).toBe(0);
      for (const reason of Object.keys(REASONS)) expect(JSON.stringify(json)).toContain(reason);
    });
  });
}
