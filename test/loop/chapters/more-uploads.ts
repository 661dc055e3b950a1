import { describe, expect, it } from '@jest/globals';
import { summaryOf } from '../world/dataset.ts';
import { AMAZON_AND_IMDB, freshReviews, YELP } from '../world/files.ts';
import { liveModel } from '../world/live-model.ts';
import { WORKLOAD, type World } from '../world/world.ts';

export function moreUploads(world: World): void {
  describe('a later upload', () => {
    it('row 3: of the same content under another key is skipped, and names the run that it repeats', async () => {
      const [first] = (await world.records.runs(WORKLOAD)).filter(({ outcome }) => outcome === 'deployed');

      const run = await world.upload(world.files.reviews('the-same-again.csv', AMAZON_AND_IMDB));

      expect(run).toMatchObject({ outcome: 'skipped', exitCode: 0 });
      const record = await world.records.run(WORKLOAD, run.runId);
      expect(record).toMatchObject({ sameAs: first?.runId, dataset: { id: first?.dataset?.id } });
      await world.news.saying(run.runId, `same as ${first?.runId}`);
    });

    it('meets the champion, and goes live only when it is provably better', async () => {
      const before = await liveModel(world);

      const run = await world.upload(world.files.reviews('yelp.csv', YELP));

      const after = await liveModel(world);
      expect(run).toMatchObject({ champion: '1', decision: { interval: [expect.any(Number), expect.any(Number)] } });
      const isBetter = (run.decision?.interval[0] ?? -1) > 0 && run.decision?.reasons.length === 0;
      expect(run).toMatchObject(
        isBetter
          ? { outcome: 'deployed', exitCode: 0 }
          : { outcome: 'rejected', exitCode: 3, error: { code: 'GATE_REFUSED' } },
      );
      if (isBetter) expect(after.live?.runId).toBe(run.runId);
      else expect(after).toEqual(before);
      expect((await world.status()).suspendedUploads).toEqual([]);
    });

    it('is not lost when two come at once: each joins a dataset, and one run goes on at a time', async () => {
      const paths = [1, 2].map((part) => world.files.reviews(`at-once-${part}.csv`, freshReviews(part, 60)));

      const runs = await Promise.all(paths.map((path) => world.upload(path)));

      for (const run of runs) expect(['deployed', 'rejected']).toContain(run.outcome);
      const last = (await world.records.runs(WORKLOAD))[0];
      const summary = await summaryOf(world, last?.runId ?? '');
      const names = summary.uploads.filter(({ counts }) => counts.accepted === 60).map(({ key }) => key.split('/')[2]);
      expect(names.sort()).toEqual(['at-once-1.csv', 'at-once-2.csv']);
      expect(await world.status()).toMatchObject({ consistent: true, activeRuns: [], pendingUploads: [] });
      expect((await world.records.lease(WORKLOAD))?.holder).toBeUndefined();
    });
  });
}
