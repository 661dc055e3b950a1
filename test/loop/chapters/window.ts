import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deployedWorkload, redeployWorkload } from '../world/configuration.ts';
import { freshReviews } from '../world/files.ts';
import { WORKLOAD, type World } from '../world/world.ts';

const WINDOW_SECONDS = 5;

export function window(world: World): void {
  describe('a window after the first upload', () => {
    beforeAll(async () => {
      await redeployWorkload(world, { ...(await deployedWorkload(world)), debounceSeconds: WINDOW_SECONDS });
    });
    afterAll(async () => {
      await redeployWorkload(world, { ...(await deployedWorkload(world)), debounceSeconds: 0 });
    });

    it('makes one run of all that is uploaded in it, when it has passed', async () => {
      const before = new Set((await world.records.runs(WORKLOAD)).map(({ runId }) => runId));
      const first = await world.store(world.files.reviews('window-1.csv', freshReviews(40, 40)));

      const followed = await world.upload(world.files.reviews('window-2.csv', freshReviews(41, 40)));

      const runs = (await world.records.runs(WORKLOAD)).filter(({ runId }) => !before.has(runId));
      expect(runs.map(({ runId }) => runId)).toEqual([followed.runId]);
      expect(runs[0]?.uploadIds).toContain(first.uploadId);
      const uploads = await world.records.uploads(WORKLOAD);
      const opened = uploads.find(({ uploadId }) => uploadId === first.uploadId)?.receivedAt ?? '';
      const waitedMs = Date.parse(runs[0]?.startedAt ?? '') - Date.parse(opened);
      expect(waitedMs).toBeGreaterThanOrEqual(WINDOW_SECONDS * 1000);
    });
  });
}
