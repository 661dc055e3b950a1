import { describe, expect, it } from '@jest/globals';
import { isPortFree } from '../../../local/runtime/ports.ts';
import { freshReviews } from '../world/files.ts';
import { liveModel } from '../world/live-model.ts';
import { processesNaming } from '../world/processes.ts';
import { trainersOf } from '../world/training.ts';
import { until } from '../world/until.ts';
import { WORKLOAD, type World } from '../world/world.ts';

export function stopAndStart(world: World): void {
  describe('the runtime, stopped during a run and started again', () => {
    let before: Awaited<ReturnType<typeof liveModel>>;
    let models: unknown;
    let runId = '';

    const expectNothingLeft = async () => {
      const { gatewayPort, planePort } = await world.readRuntime();
      expect(processesNaming(world.stateDirectory)).toEqual([]);
      expect(await Promise.all([gatewayPort, planePort].map(isPortFree))).toEqual([true, true]);
    };

    it('leaves no process and no open port behind', async () => {
      [before, models] = [await liveModel(world), (await world.trainyard('models', WORKLOAD)).json];
      const { uploadId } = await world.store(world.files.reviews('interrupted.csv', freshReviews(25, 40)));
      await until('the training of its run', () => (trainersOf(world, 'unigram').length > 0 ? true : undefined));
      const runs = await world.records.runs(WORKLOAD);
      runId = runs.find(({ uploadIds }) => uploadIds.includes(uploadId))?.runId ?? '';

      const { exitCode } = await world.trainyard('local', 'down');

      expect(exitCode).toBe(0);
      await expectNothingLeft();
    });

    it('has everything back that it had: stacks, objects, records, models and the live endpoint', async () => {
      const { exitCode } = await world.trainyard('local', 'up');

      expect(exitCode).toBe(0);
      expect(await world.readRuntime()).toMatchObject({
        gatewayPort: world.runtime.gatewayPort,
        credentials: world.runtime.credentials,
      });
      const back = await until('the live model', () => liveModel(world).catch(() => undefined));
      expect(back).toEqual(before);
      expect((await world.trainyard('models', WORKLOAD)).json).toEqual(models);
    });

    it('ends the run that it cut off, and completes it when it is resumed', async () => {
      const cutOff = await world.watch(runId);
      expect(cutOff).toMatchObject({ outcome: 'failed', exitCode: 5, error: { code: 'RUNTIME_RESTARTED' } });

      expect(await world.resume(runId)).toMatchObject({ runId, outcome: 'deployed', exitCode: 0 });
      expect(await world.status()).toMatchObject({
        live: { runId },
        consistent: true,
        pendingUploads: [],
      });
    });

    it('never had two runs at the same time', async () => {
      const runs = (await world.records.runs(WORKLOAD)).toReversed();

      for (const [index, run] of runs.entries()) {
        const next = runs[index + 1];
        if (next !== undefined) expect(next.startedAt >= (run.endedAt ?? 'not ended')).toBe(true);
      }
      expect(runs.length).toBeGreaterThan(15);
    });

    it('leaves nothing behind when it is stopped for good', async () => {
      const { exitCode } = await world.trainyard('local', 'down');

      expect(exitCode).toBe(0);
      await expectNothingLeft();
    });
  });
}
