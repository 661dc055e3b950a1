import { GetUsagePlansCommand, UpdateUsagePlanCommand } from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import { predictionAnswerSchema } from '../../../domain/predict/messages.ts';
import { WORKLOAD, type World } from '../world/world.ts';

const TEXTS = ['Wonderful phone, I love it.', 'Terrible film. A waste of time.'];

export function predictionApi(world: World): void {
  describe('the prediction API', () => {
    it('answers each text with a label and scores that add up, and names the package and variant', async () => {
      const { status, body } = await world.callApi({ body: { texts: TEXTS } });

      const { predictions, model } = predictionAnswerSchema.parse(body);
      expect(status).toBe(200);
      expect(predictions.map(({ label }) => label)).toEqual(['positive', 'negative']);
      for (const { scores } of predictions) {
        expect(Object.values(scores).reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 5);
      }
      expect(model).toEqual({ package: '1', variant: 'live' });
    });

    it('gives the CLI the same answer', async () => {
      const { body } = await world.callApi({ body: { texts: TEXTS } });

      const { json, exitCode } = await world.trainyard('predict', WORKLOAD, ...TEXTS);

      expect(exitCode).toBe(0);
      expect(json).toEqual({ schemaVersion: 1, ...predictionAnswerSchema.parse(body) });
    });

    it.each([
      ['no key', { key: undefined }, 403],
      ['a key that nobody has', { key: 'a'.repeat(40) }, 403],
    ])('refuses a caller with %s', async (_name, request, status) => {
      expect(await world.callApi(request)).toMatchObject({ status, body: { code: 'ACCESS_DENIED' } });
    });

    it.each([
      ['no JSON', '{"texts": [', 400, 'REQUEST_INVALID', /JSON/],
      ['no texts', {}, 400, 'REQUEST_INVALID', /texts/],
      ['an empty list', { texts: [] }, 400, 'REQUEST_INVALID', /one or more/],
      ['a number for a text', { texts: [1] }, 400, 'REQUEST_INVALID', /texts/],
      ['a member that does not exist', { texts: ['a'], model: 'b' }, 400, 'REQUEST_INVALID', /one member/],
      ['too many texts', { texts: Array(101).fill('a') }, 413, 'PAYLOAD_TOO_LARGE', /101 texts.*100/],
      ['a text that is too long', { texts: ['a', 'b'.repeat(10_001)] }, 413, 'PAYLOAD_TOO_LARGE', /texts\[1\].*10000/],
    ])('answers %s with what is wrong', async (_name, request, status, code, why) => {
      const answer = await world.callApi({ body: request });

      expect(answer).toMatchObject({ status, body: { code, why: expect.stringMatching(why) } });
      expect(answer.body).toMatchObject({ what: expect.any(String), next: expect.any(String) });
    });

    it('does not know a workload that nobody deployed', async () => {
      const answer = await world.callApi({ workload: 'tickets' });

      expect(answer).toMatchObject({ status: 404, body: { code: 'WORKLOAD_UNKNOWN' } });
    });

    it('answers 429 over the rate of the usage plan, and answers again below it', async () => {
      const { items: plans = [] } = await world.root.apiGateway.send(new GetUsagePlansCommand({}));
      const plan = plans[0];
      const { rateLimit = 0, burstLimit = 0 } = plan?.throttle ?? {};
      const limit = (rate: number, burst: number) =>
        world.root.apiGateway.send(
          new UpdateUsagePlanCommand({
            usagePlanId: plan?.id,
            patchOperations: [
              { op: 'replace', path: '/throttle/rateLimit', value: String(rate) },
              { op: 'replace', path: '/throttle/burstLimit', value: String(burst) },
            ],
          }),
        );

      await limit(0, 0);
      const throttled = await world.callApi({}).finally(() => limit(rateLimit, burstLimit));
      const after = await world.callApi({});

      expect(throttled).toMatchObject({ status: 429, body: { code: 'THROTTLED' } });
      expect(after.status).toBe(200);
    });
  });
}
