import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { storedAnswer } from '../world/answers.ts';
import { AMAZON_AND_IMDB, freshReviews } from '../world/files.ts';
import { logLine } from '../world/functions.ts';
import { WORKLOAD, type World } from '../world/world.ts';

export function beforeTheFirstModel(world: World): void {
  describe('before the first model', () => {
    it('answers predictions with 409 NO_MODEL_LIVE', async () => {
      const answer = await world.callApi({});

      expect(answer).toMatchObject({ status: 409, body: { code: 'NO_MODEL_LIVE' } });
    });

    it.each([
      ['an empty file', 'UPLOAD_EMPTY', () => world.files.write('empty.csv', '')],
      [
        'a truncated gzip',
        'UPLOAD_UNREADABLE',
        () => world.files.truncated('truncated.csv.gz', AMAZON_AND_IMDB.slice(0, 200)),
      ],
      ['missing columns', 'COLUMNS_MISSING', () => world.files.write('columns.csv', 'review,stars\ngood,5\nbad,1\n')],
      ['rows that are all wrong', 'NO_ROWS_ACCEPTED', () => world.files.write('wrong.csv', 'text,label\ngood,7\n,1\n')],
    ])('ends a run over %s with its code, in the CLI, the news and the log', async (_name, code, write) => {
      const run = await world.upload(write());

      expect(run).toMatchObject({ outcome: 'failed', exitCode: 5, error: { code } });
      expect(run.error?.next).not.toBe('');
      await world.news.saying(run.runId, `failed with ${code}`);
      await logLine(world, 'conclude', run.runId, code);
    });

    it('ends a run over rows of one class with ONE_CLASS_ONLY, and with counts that add up', async () => {
      const positive = freshReviews(0, 200).filter(({ label }) => label === '1');
      const path = world.files.reviews('positive.csv', positive);

      const run = await world.upload(path);

      expect(run).toMatchObject({ outcome: 'failed', error: { code: 'ONE_CLASS_ONLY' } });
      expect(run.dataset).toMatchObject({ accepted: positive.length });
      expect(run.dataset?.received).toBe(
        (run.dataset?.accepted ?? 0) + (run.dataset?.duplicates ?? 0) + (run.dataset?.quarantined ?? 0),
      );
    });

    it('takes an excluded upload out of every later dataset', async () => {
      const uploads = await world.records.uploads(WORKLOAD);
      const waiting = uploads.filter(({ status }) => status === 'received');

      for (const { uploadId } of waiting) {
        const { exitCode } = await world.trainyard('uploads', 'exclude', WORKLOAD, uploadId, '--reason', 'not usable');
        expect(exitCode).toBe(0);
      }

      const after = await world.records.uploads(WORKLOAD);
      expect(after.map(({ status }) => status).sort()).toEqual([
        'excluded',
        'excluded',
        'unreadable',
        'unreadable',
        'unreadable',
      ]);
    });

    it("says that an object lies in no workload's folder, and starts no run", async () => {
      const runs = (await world.records.runs(WORKLOAD)).length;

      await world.root.s3.send(
        new PutObjectCommand({ Bucket: world.platform.rawBucket, Key: 'nobody/some.csv', Body: 'text,label\na,1\n' }),
      );

      await world.news.saying('UPLOAD_NO_WORKLOAD', 'nobody/some.csv');
      expect(await world.records.runs(WORKLOAD)).toHaveLength(runs);
    });

    it('refuses a file that does not exist, and a workload that nobody deployed, before anything is stored', async () => {
      const missing = await world.trainyard('upload', WORKLOAD, '/no/such/file.csv');
      const unknown = await world.trainyard('upload', 'tickets', world.files.write('tickets.csv', 'text,label\n'));

      expect(missing).toMatchObject({ exitCode: 2, json: { error: { code: 'FILE_NOT_FOUND' } } });
      expect(unknown).toMatchObject({ exitCode: 2, json: { error: { code: 'WORKLOAD_UNKNOWN' } } });
      expect(storedAnswer.safeParse(missing.json).success).toBe(false);
    });
  });
}
