import { describe, expect, it } from '@jest/globals';
import type { ApiAnswer } from '../world/http.ts';
import { liveModel } from '../world/live-model.ts';
import { processesNaming } from '../world/processes.ts';
import { until } from '../world/until.ts';
import type { World } from '../world/world.ts';

export function deadModelServer(world: World): void {
  const servers = () =>
    processesNaming(world.stateDirectory)
      .filter(({ command }) => command.startsWith('node main.mjs serve'))
      .map(({ pid }) => pid);

  describe('a model server that dies', () => {
    it('is replaced, and its callers get an error without internals until then', async () => {
      const before = await liveModel(world);
      const dead = servers();
      for (const pid of dead) process.kill(pid, 'SIGKILL');

      const refusals: ApiAnswer[] = [];
      await until('an answer of another server', async () => {
        const answer = await world.callApi({});
        if (answer.status !== 200) refusals.push(answer);
        return answer.status === 200 && servers().some((pid) => !dead.includes(pid)) ? answer : undefined;
      });

      expect(dead).toHaveLength(1);
      for (const { status, body } of refusals) {
        expect([502, 503]).toContain(status);
        expect(body).toMatchObject({ code: expect.stringMatching(/^ENDPOINT_(FAILED|UNAVAILABLE)$/) });
        expect(JSON.stringify(body)).not.toMatch(/ECONN|127\.0\.0\.1|stack|Exception/);
      }
      expect(await liveModel(world)).toEqual(before);
    });
  });
}
