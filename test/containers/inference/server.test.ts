import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { stageInferenceImage } from '../../../containers/inference/build.ts';
import { startPython } from './python.ts';
import { linkPackages, type StagedServer, startStagedServer } from './staged-server.ts';
import { labelledTexts } from './texts.ts';

jest.setTimeout(60_000);

const CANARY = 'zyxcanarytext';

let folder: string;
let context: string;
const servers: StagedServer[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'trainyard-server-'));
  context = path.join(folder, 'context');
  stageInferenceImage({ outputDirectory: context });
  linkPackages(context);
  const python = startPython('reference.py');
  await python.ask({
    hyperparameters: { labels: '["negative","positive"]' },
    rows: labelledTexts('amazon'),
    texts: ['good'],
    folder: path.join(folder, 'ml/model'),
  });
  await python.end();
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.process.kill('SIGKILL');
    await server.ended();
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

async function start(environment: Record<string, string> = {}, base = path.join(folder, 'ml')): Promise<StagedServer> {
  const server = await startStagedServer(context, base, environment);
  servers.push(server);
  return server;
}

async function startReady(environment: Record<string, string> = {}): Promise<StagedServer> {
  const server = await start(environment);
  await server.ready();
  return server;
}

async function invoke(server: StagedServer, body: string | Uint8Array<ArrayBuffer>, contentType = 'application/json') {
  const response = await fetch(`${server.url}/invocations`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body,
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('The inference server', () => {
  it('is ready within seconds and answers with label, scores and model package', async () => {
    const server = await startReady();

    const answer = await invoke(
      server,
      JSON.stringify({ texts: ['Great phone, works well', 'Broken, waste of money'] }),
    );

    expect(answer).toEqual({
      status: 200,
      body: {
        predictions: [
          { label: 'positive', scores: { negative: expect.any(Number), positive: expect.any(Number) } },
          { label: 'negative', scores: { negative: expect.any(Number), positive: expect.any(Number) } },
        ],
        model: { package: '7' },
      },
    });
  });

  it('says what is wrong with a request, and logs no text of it', async () => {
    const server = await startReady({ TRAINYARD_MAX_TEXTS: '3', TRAINYARD_MAX_TEXT_LENGTH: '40' });
    const json = (value: unknown) => JSON.stringify(value);

    expect(await invoke(server, `{"texts": ["${CANARY}`)).toMatchObject({
      status: 400,
      body: { what: 'The body is not JSON.' },
    });
    expect(await invoke(server, json([CANARY]))).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
    expect(await invoke(server, json({ texts: [CANARY, 1] }))).toMatchObject({
      status: 400,
      body: { what: expect.stringContaining('texts[1]') },
    });
    expect(await invoke(server, json({ texts: [] }))).toMatchObject({
      status: 400,
      body: { what: expect.stringContaining('at least one text') },
    });
    expect(await invoke(server, json({ texts: [CANARY, '', '', ''] }))).toMatchObject({
      status: 413,
      body: { what: expect.stringContaining('4 texts') },
    });
    expect(await invoke(server, json({ texts: [CANARY.repeat(10)] }))).toMatchObject({
      status: 413,
      body: { code: 'PAYLOAD_TOO_LARGE' },
    });
    expect(await invoke(server, CANARY, 'text/plain')).toMatchObject({ status: 415 });
    expect(await invoke(server, Uint8Array.of(0x22, 0xff, 0x22))).toMatchObject({
      status: 400,
      body: { what: 'The body is not UTF-8.' },
    });
    expect((await fetch(`${server.url}/${CANARY}`)).status).toBe(404);
    expect(server.output()).not.toContain(CANARY);
  });

  it('answers odd texts', async () => {
    const server = await startReady();

    const { status, body } = await invoke(server, '{"texts": ["", "\\ud800", "\\u0000", "🙂", "<b>"]}');

    expect(status).toBe(200);
    expect(body.predictions).toHaveLength(5);
  });

  it('answers 413 for a body over the limit and stays usable', async () => {
    const server = await startReady({ TRAINYARD_MAX_BODY_BYTES: '100000' });

    expect(await invoke(server, JSON.stringify({ texts: ['x'.repeat(300_000)] }))).toMatchObject({ status: 413 });
    expect(await invoke(server, JSON.stringify({ texts: ['great'] }))).toMatchObject({ status: 200 });
  });

  it('refuses with 503 what its queue cannot hold, and answers the rest', async () => {
    const server = await startReady({ TRAINYARD_WORKERS: '1', TRAINYARD_MAX_QUEUE: '2' });
    const body = JSON.stringify({ texts: Array.from({ length: 100 }, () => 'great phone '.repeat(500)) });

    const statuses = (await Promise.all(Array.from({ length: 20 }, () => invoke(server, body)))).map((it) => it.status);

    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(3);
    expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(0);
    expect(statuses.every((status) => status === 200 || status === 503)).toBe(true);
  });

  it('answers every accepted request after SIGTERM, is not ready meanwhile and exits 0', async () => {
    const server = await startReady({ TRAINYARD_WORKERS: '1' });
    const body = JSON.stringify({ texts: Array.from({ length: 100 }, () => 'great phone '.repeat(800)) });
    const agent = new Agent({ keepAlive: true });
    const answers = await Promise.all(Array.from({ length: 8 }, () => accepted(server, agent, body)));

    server.process.kill('SIGTERM');

    expect(await Promise.all(answers.map(({ status }) => status))).toEqual(Array(8).fill(200));
    expect(await server.ended()).toBe(0);
    await expect(fetch(`${server.url}/ping`)).rejects.toThrow();
    agent.destroy();
  });

  it('exits with the reason before it is ready when model.json is not the registered one', async () => {
    const server = await start({ TRAINYARD_MODEL_DIGEST: 'a'.repeat(64) });

    expect(await server.ended()).toBe(1);
    expect(server.output()).toContain('ARTIFACT_INVALID: model.json is not the registered one');
    expect(server.output()).not.toContain('Ready');
  });

  it('accepts the registered digest', async () => {
    const digest = createHash('sha256')
      .update(readFileSync(path.join(folder, 'ml/model/model.json')))
      .digest('hex');

    await expect(startReady({ TRAINYARD_MODEL_DIGEST: digest })).resolves.toBeDefined();
  });

  it.each([
    ['a file was changed', 'vocabulary.json', 'vocabulary.json is not the file that model.json lists'],
    ['a file is not listed', 'extra.pkl', 'files that model.json does not list'],
  ])('exits with the reason when %s', async (_case, name, reason) => {
    const base = mkdtempSync(path.join(folder, 'bad-'));
    cpSync(path.join(folder, 'ml'), base, { recursive: true });
    appendFileSync(path.join(base, 'model', name), ' ');

    const server = await start({}, base);

    expect(await server.ended()).toBe(1);
    expect(server.output()).toContain(reason);
  });

  it('reports every problem of its environment at once', async () => {
    const server = await start({ TRAINYARD_MAX_TEXTS: 'many', TRAINYARD_MODEL_DIGEST: 'short' });

    expect(await server.ended()).toBe(1);
    expect(server.output()).toMatch(
      /CONFIG_INVALID[\s\S]*TRAINYARD_MODEL_DIGEST[\s\S]*TRAINYARD_MAX_TEXTS|CONFIG_INVALID[\s\S]*TRAINYARD_MAX_TEXTS[\s\S]*TRAINYARD_MODEL_DIGEST/,
    );
  });

  it('runs a handler of its own, hides what it throws and replaces a worker that it kills', async () => {
    const handler = path.join(folder, 'handler.ts');
    const module = path.resolve('containers/inference/define-handler.ts');
    writeFileSync(
      handler,
      `import { defineHandler } from ${JSON.stringify(module)};
      export default defineHandler({
        preprocess: ({ texts }) => {
          if (texts[0] === 'throw') throw new Error('${CANARY}');
          if (texts[0] === 'die') process.exit(3);
          return texts;
        },
        postprocess: (predictions) => predictions.map(({ label }) => label),
      });`,
    );
    const own = path.join(folder, 'own');
    stageInferenceImage({ handler, outputDirectory: own });
    linkPackages(own);
    const server = await startStagedServer(own, path.join(folder, 'ml'), { TRAINYARD_WORKERS: '1' });
    servers.push(server);
    await server.ready();

    const good = { status: 200, body: ['positive'] };
    expect(await invoke(server, '{"texts":["great phone"]}')).toEqual(good);
    expect(await invoke(server, '{"texts":["throw"]}')).toMatchObject({ status: 500, body: { code: 'UNEXPECTED' } });
    expect(await invoke(server, '{"texts":["die"]}')).toMatchObject({ status: 500 });
    await server.ready();
    expect(await invoke(server, '{"texts":["great phone"]}')).toEqual(good);
    expect(server.output()).not.toContain(CANARY);
  });
});

/** Sends a request; resolves when the server has read it whole, with the status to come. */
async function accepted(
  server: StagedServer,
  agent: Agent,
  body: string,
): Promise<{ status: Promise<number | undefined> }> {
  const sent = request(`${server.url}/invocations`, {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), expect: '100-continue' },
  });
  const status = once(sent, 'response').then(([response]) => {
    response.resume();
    return response.statusCode;
  });
  await once(sent, 'continue');
  sent.end(body);
  await once(sent, 'finish');
  return { status };
}
