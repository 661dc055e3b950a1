import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import {
  CreateApiKeyCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  GetUsagePlansCommand,
  UpdateUsagePlanCommand,
} from '@aws-sdk/client-api-gateway';
import { describe, expect, it } from '@jest/globals';
import autocannon from 'autocannon';
import { apiErrorSchema } from '../../../domain/predict/messages.ts';
import type { Canaries } from '../world/canaries.ts';
import type { World } from '../world/world.ts';

const PATH = '/v1/reviews/predictions';
/** One process plays all of AWS here: a burst that is far over the plan's rate and within what that process answers. */
const BURST = { connections: 4, overallRate: 40, duration: 4 };
const PLAN_RATE = 2;

interface Call {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly key?: string;
}

export interface Answered {
  readonly status: number;
  readonly text: string;
}

const json = (value: unknown): string => JSON.stringify(value);

/** Calls that no application means, with canaries where they carry text, and what each is to be answered with. */
function hostileCalls(canaries: Canaries): [string, Call, number][] {
  const fine = json({ texts: ['fine'] });
  return [
    ['half of a JSON text', { body: `{"texts": ["${canaries.at('apiMalformed')}"` }, 400],
    ['no body', {}, 400],
    ['an empty body', { body: '' }, 400],
    ['a text for a list', { body: json({ texts: canaries.at('apiString') }) }, 400],
    ['numbers and nulls for texts', { body: json({ texts: [1, null, {}] }) }, 400],
    ['a list', { body: json([canaries.at('apiList')]) }, 400],
    ['a member that does not exist', { body: json({ texts: ['a'], [canaries.at('apiMember')]: 1 }) }, 400],
    ['a prototype', { body: '{"texts":["a"],"__proto__":{"isAdmin":true}}' }, 400],
    ['a prototype alone', { body: '{"__proto__":{"texts":["a"]}}' }, 400],
    ['a constructor', { body: '{"texts":["a"],"constructor":{"prototype":{"isAdmin":true}}}' }, 400],
    ['a member twice', { body: '{"texts":["a"],"texts":[1]}' }, 400],
    ['lists that are nested 100,000 deep', { body: `{"texts":${'['.repeat(100_000)}${']'.repeat(100_000)}}` }, 400],
    ['objects that are nested 50,000 deep', { body: `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}` }, 400],
    ['a byte order mark', { body: `\ufeff${fine}` }, 400],
    [
      'Latin-1',
      { body: new Uint8Array(Buffer.from(`{"texts":["caf\xe9 ${canaries.at('apiLatin')}"]}`, 'latin1')) },
      400,
    ],
    ['gzip', { body: new Uint8Array([0x1f, 0x8b, 8, 0, 0]), headers: { 'content-encoding': 'gzip' } }, 400],
    ['XML', { body: '<a/>', headers: { 'content-type': 'application/xml' } }, 400],
    ['one text of 5 MB', { body: json({ texts: ['a'.repeat(5_000_000)] }) }, 413],
    ['100,000 texts', { body: json({ texts: Array(100_000).fill('a') }) }, 413],
    ['a text over the limit', { body: json({ texts: [canaries.at('apiLong').repeat(1_000)] }) }, 413],
    ['GET', { method: 'GET' }, 404],
    ['PUT', { method: 'PUT', body: fine }, 404],
    ['DELETE', { method: 'DELETE' }, 404],
    ['PATCH', { method: 'PATCH', body: fine }, 404],
    ['a path below', { path: `${PATH}/${encodeURIComponent(canaries.at('apiBelow'))}`, body: fine }, 404],
    ['a path upwards', { path: '/v1/..%2f..%2fetc%2fpasswd/predictions', body: fine }, 404],
    ['a NUL in the path', { path: '/v1/%00/predictions', body: fine }, 404],
    ['a broken escape in the path', { path: '/v1/%zz/predictions', body: fine }, 404],
    ['a prototype in the path', { path: '/v1/__proto__/predictions', body: fine }, 404],
    ['a path of 5,000 characters', { path: `/v1/${'a'.repeat(5_000)}/predictions`, body: fine }, 404],
    [
      'an address in the path',
      { path: `/v1/${encodeURIComponent(canaries.at('apiPath'))}/predictions`, body: fine },
      404,
    ],
    ['a key that nobody has', { body: fine, key: canaries.at('apiKey') }, 403],
    ['an address in the query', { path: `${PATH}?q=${encodeURIComponent(canaries.at('apiQuery'))}`, body: fine }, 200],
    [
      'addresses in headers',
      { body: fine, headers: { cookie: canaries.at('apiCookie'), 'user-agent': canaries.at('apiAgent') } },
      200,
    ],
    ['an address in a text', { body: json({ texts: [canaries.at('apiText')] }) }, 200],
    ['a NUL and half a character in texts', { body: '{"texts":["a\\u0000b","\\ud800"]}' }, 200],
    [
      'texts that slow down careless expressions',
      { body: json({ texts: ['<'.repeat(9_999), '&#'.repeat(4_999), "a'".repeat(4_999), 'www.'.repeat(2_000)] }) },
      200,
    ],
    ['100 texts of 10,000 characters', { body: json({ texts: Array(100).fill('word '.repeat(2_000)) }) }, 200],
  ];
}

export function hostileApiCalls(world: World, canaries: Canaries, answers: string[]): void {
  const send = async (
    key: string,
    { path = PATH, method = 'POST', headers, body, ...call }: Call,
  ): Promise<Answered> => {
    const response = await fetch(`${world.platform.apiUrl}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-api-key': call.key ?? key, ...headers },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    answers.push(text);
    return { status: response.status, text };
  };

  /** What calls with one key are answered, and another key is served, while the first one calls as fast as `BURST` says. */
  const whileBursting = async (bursting: string, key: string) => {
    let isOver = false;
    const burst = Promise.resolve(
      autocannon({
        url: `${world.platform.apiUrl}${PATH}`,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': bursting },
        requests: [{ texts: ['fine'] }, { texts: [1] }, { texts: ['a'.repeat(20_000)] }].map((body) => ({
          body: json(body),
        })),
        ...BURST,
      }),
    ).finally(() => {
      isOver = true;
    });
    const served = [];
    while (!isOver) {
      const startedAt = performance.now();
      const { status } = await send(key, { body: json({ texts: ['fine'] }) });
      served.push({ status, milliseconds: performance.now() - startedAt });
    }
    const { statusCodeStats = {}, errors } = await burst;
    expect(errors).toBe(0);
    return { served, statuses: statusCodeStats };
  };

  describe('row 27: hostile calls of the prediction API', () => {
    it('row 27: each get a typed answer, and none breaks anything', async () => {
      for (const [name, call, status] of hostileCalls(canaries)) {
        const answer = await send(world.apiKey, call);

        expect([name, answer.status]).toEqual([name, status]);
        if (status !== 200)
          expect([name, apiErrorSchema.safeParse(JSON.parse(answer.text)).error]).toEqual([name, undefined]);
      }
      expect(await world.callApi({})).toMatchObject({ status: 200 });
    });

    it('row 27: a burst of one key is throttled, slow bodies wait alone, and another key is served', async () => {
      const other = await anotherKey(world);
      const slow = await Promise.all(Array.from({ length: 20 }, () => slowCall(world.platform.apiUrl, world.apiKey)));

      const letThrough = await whileBursting(other, other);
      await limitFirstKey(world);
      const throttled = await whileBursting(world.apiKey, other);
      for (const socket of slow) socket.destroy();

      for (const { statuses, served } of [letThrough, throttled]) {
        expect(Object.keys(statuses).filter((status) => !['200', '400', '413', '429'].includes(status))).toEqual([]);
        expect(served.filter(({ status }) => status !== 200)).toEqual([]);
      }
      expect(letThrough.statuses['429']).toBeUndefined();
      expect(throttled.statuses['429']?.count).toBeGreaterThan(20);
      // One process plays all of AWS here, on a machine that may do much else: the limit is what the same burst costs the
      // other key when nothing holds it back.
      expect(p99(throttled.served)).toBeLessThan(2 * Math.max(p99(letThrough.served), 100));
    });
  });
}

const p99 = (calls: readonly { readonly milliseconds: number }[]): number =>
  calls.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b)[Math.ceil(0.99 * calls.length) - 1] ?? Number.NaN;

/** A key with a usage plan of its own, as an operator makes one for another application. */
async function anotherKey({ root }: World): Promise<string> {
  const { items: [first] = [] } = await root.apiGateway.send(new GetUsagePlansCommand({}));
  const throttle = { rateLimit: 1_000, burstLimit: 1_000 };
  const plan = await root.apiGateway.send(
    new CreateUsagePlanCommand({ name: 'another', ...(first?.apiStages && { apiStages: first.apiStages }), throttle }),
  );
  const { id, value } = await root.apiGateway.send(new CreateApiKeyCommand({ name: 'another', enabled: true }));
  await root.apiGateway.send(new CreateUsagePlanKeyCommand({ usagePlanId: plan.id, keyId: id, keyType: 'API_KEY' }));
  return value ?? '';
}

/** Gives the platform's own key a rate that this machine can exceed. */
async function limitFirstKey({ root }: World): Promise<void> {
  const { items: plans = [] } = await root.apiGateway.send(new GetUsagePlansCommand({}));
  const replace = (path: string) => ({ op: 'replace' as const, path, value: String(PLAN_RATE) });
  await root.apiGateway.send(
    new UpdateUsagePlanCommand({
      usagePlanId: plans.find(({ name }) => name !== 'another')?.id,
      patchOperations: [replace('/throttle/rateLimit'), replace('/throttle/burstLimit')],
    }),
  );
}

/** A request whose body never comes. */
async function slowCall(apiUrl: string, key: string): Promise<Socket> {
  const { hostname, port, pathname, host } = new URL(apiUrl);
  const socket = connect(Number(port), hostname);
  // The other side may give up first.
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  socket.write(
    `POST ${pathname}${PATH} HTTP/1.1\r\nhost: ${host}\r\nx-api-key: ${key}\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{"texts":`,
  );
  return socket;
}
