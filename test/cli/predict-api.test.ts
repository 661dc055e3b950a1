import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { PredictionApi } from '../../cli/adapters/prediction-api.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** An API that answers every request the same, and the requests that it got. */
async function answering(status: number, body: unknown) {
  const requests: { url: string | undefined; key: unknown; body: string }[] = [];
  const running = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      requests.push({ url: request.url, key: request.headers['x-api-key'], body: text });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  server = running;
  await new Promise<void>((resolve) => running.listen(0, '127.0.0.1', resolve));
  const { port } = running.address() as AddressInfo;
  return { api: new PredictionApi(`http://127.0.0.1:${port}/stage`, 'secret'), requests };
}

describe('the prediction API', () => {
  it('is called with the key and gives the predictions', async () => {
    const answer = {
      predictions: [{ label: 'positive', scores: { positive: 0.9, negative: 0.1 } }],
      model: { package: '3', variant: 'live' },
    };
    const { api, requests } = await answering(200, answer);

    await expect(api.predict('reviews', ['Good.'])).resolves.toEqual(answer);

    expect(requests).toEqual([{ url: '/stage/v1/reviews/predictions', key: 'secret', body: '{"texts":["Good."]}' }]);
  });

  it("passes on the API's own error object", async () => {
    const body = { code: 'NO_MODEL_LIVE', what: 'No model.', why: 'None yet.', next: 'Upload.', requestId: 'r' };
    const { api } = await answering(409, body);
    await expect(api.predict('reviews', ['Good.'])).rejects.toMatchObject({
      code: 'NO_MODEL_LIVE',
      message: 'No model.',
      next: 'Upload.',
      details: { why: 'None yet.' },
    });
  });

  it.each([
    [403, 'ACCESS_DENIED'],
    [429, 'THROTTLED'],
    [504, 'ENDPOINT_UNAVAILABLE'],
  ])("turns API Gateway's own %i into %s", async (status, code) => {
    const { api } = await answering(status, { message: 'Forbidden' });
    await expect(api.predict('reviews', ['Good.'])).rejects.toMatchObject({ code });
  });

  it('says so when nobody answers', async () => {
    const { api } = await answering(200, {});
    server?.close();
    server?.closeAllConnections();
    await expect(api.predict('reviews', ['Good.'])).rejects.toMatchObject({ code: 'ENDPOINT_UNAVAILABLE' });
  });
});
