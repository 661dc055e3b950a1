import { describe, expect, it } from '@jest/globals';
import { liveModel } from '../world/live-model.ts';
import { WORKLOAD, type World } from '../world/world.ts';

export function rollback(world: World): void {
  describe('a rollback', () => {
    it('puts the model before the live one back, and the status says so', async () => {
      const { live, previous } = await world.status();

      const { exitCode } = await world.trainyard('rollback', WORKLOAD, '--timeout', '150');

      expect(exitCode).toBe(0);
      const after = await liveModel(world);
      expect(after).toMatchObject({
        live: { packageVersion: previous?.packageVersion, runId: previous?.runId },
        endpoint: { status: 'InService' },
        consistent: true,
        answer: { model: { package: String(previous?.packageVersion) } },
      });
      expect((await world.status()).previous?.packageVersion).toBe(live?.packageVersion);
    });
  });
}
