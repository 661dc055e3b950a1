import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { processingFunction } from '../../../containers/processing/function/invocation.ts';
import { serveInvocations } from '../../../containers/processing/function/runtime-api.ts';
import { RUN } from '../../../containers/processing/programs.ts';
import type { JobContext } from '../../../containers/processing/settings.ts';
import { PlatformError } from '../../../domain/errors.ts';
import { artifactKey } from '../../../domain/names.ts';
import { prepareSummarySchema } from '../../../domain/prepare/manifest.ts';
import { MemoryObjects } from './memory-objects.ts';
import { planOf } from './prepare-fixture.ts';

const ENVIRONMENT = {
  RAW_BUCKET: 'raw',
  LAKE_BUCKET: 'lake',
  ARTIFACTS_BUCKET: 'artifacts',
  AWS_LAMBDA_LOG_STREAM_NAME: `2026/12/01/[$LATEST]${process.pid}`,
};
const FOLDER = join(tmpdir(), `processing-2026-12-01-LATEST-${process.pid}`);

/** Programs that do `act` in place of their work. */
const instead = (act: (context: JobContext) => Promise<void>) => ({ prepare: act, evaluate: act });

describe('the processing image as a function', () => {
  it('prepares a dataset as a job does, from the plan to the summary', async () => {
    const objects = new MemoryObjects();
    const plan = planOf(['a.csv']);
    const rows = Array.from({ length: 60 }, (_, row) => `text number ${row},${row % 2}`);
    objects.set({ bucket: 'raw', key: 'reviews/a.csv', versionId: 'v0' }, `text,label\n${rows.join('\n')}\n`);
    objects.set({ bucket: 'artifacts', key: artifactKey.plan('reviews', plan.runId) }, JSON.stringify(plan));
    const answer = processingFunction({ environment: ENVIRONMENT, objects, run: RUN });

    await answer({
      workload: 'reviews',
      program: 'prepare',
      inputs: { plan: `s3://artifacts/${artifactKey.plan('reviews', plan.runId)}` },
      outputUri: `s3://artifacts/${artifactKey.prepare('reviews', plan.runId).replace(/\/$/, '')}`,
    });

    const key = artifactKey.summary('reviews', plan.runId);
    const summary = prepareSummarySchema.parse(
      JSON.parse((await objects.readText({ bucket: 'artifacts', key })) ?? ''),
    );
    expect(summary).toMatchObject({ outcome: 'prepared', manifest: { version: 1, counts: { accepted: 60 } } });
    expect(existsSync(FOLDER)).toBe(false);
  });

  it('lays out a prefix as folders, and puts what the program leaves below the output', async () => {
    const objects = new MemoryObjects();
    objects.set({ bucket: 'artifacts', key: 'run/plan.json' }, 'the plan');
    objects.set({ bucket: 'artifacts', key: 'run/train/job/model' }, 'the model');
    const run = instead(async ({ settings }) => {
      const seen = await readFile(join(settings.inputDirectory('run'), 'train', 'job', 'model'), 'utf8');
      await writeFile(join(settings.outputDirectory, 'report.json'), `of ${seen}`);
    });

    await processingFunction({ environment: ENVIRONMENT, objects, run })({
      workload: 'reviews',
      program: 'evaluate',
      inputs: { run: 's3://artifacts/run/' },
      outputUri: 's3://artifacts/run/evaluate',
    });

    expect(await objects.readText({ bucket: 'artifacts', key: 'run/evaluate/report.json' })).toBe('of the model');
  });

  it('puts nothing, and leaves nothing behind, when the program fails', async () => {
    const objects = new MemoryObjects();
    objects.set({ bucket: 'artifacts', key: 'run/plan.json' }, 'the plan');
    const run = instead(async ({ settings }) => {
      await writeFile(join(settings.outputDirectory, 'half.json'), '{');
      throw new PlatformError('EVALUATION_INVALID', 'no candidate can be used');
    });
    const input = { workload: 'reviews', inputs: { run: 's3://artifacts/run/' }, outputUri: 's3://artifacts/out' };

    const ended = processingFunction({ environment: ENVIRONMENT, objects, run })({ ...input, program: 'evaluate' });

    await expect(ended).rejects.toThrow('no candidate can be used');
    expect(objects.puts).toEqual([]);
    expect(existsSync(FOLDER)).toBe(false);
  });
});

/** Lambda's side: hands out events in turn, and keeps what is said of each. The runtime is told to end after the last. */
async function lambda(events: readonly unknown[]) {
  const said: { path: string; body: unknown }[] = [];
  let given = 0;
  const server = createServer(async (request, response) => {
    if (request.method === 'POST') {
      said.push({ path: request.url ?? '', body: JSON.parse(await text(request)) });
      response.writeHead(202).end();
      return;
    }
    if (given === events.length) {
      response.writeHead(500).end();
      return;
    }
    response.setHeader('Lambda-Runtime-Aws-Request-Id', `request-${given}`);
    response.end(JSON.stringify(events[given]));
    given += 1;
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { said, api: `127.0.0.1:${port}`, close: () => void server.close() };
}

describe('the runtime of the function', () => {
  let close = (): void => undefined;
  afterEach(() => close());

  it('answers one invocation after the other, and types what fails as a job does', async () => {
    const service = await lambda([{ n: 1 }, { n: 2 }, { n: 3 }]);
    close = service.close;
    const served = serveInvocations({ AWS_LAMBDA_RUNTIME_API: service.api }, async (event) => {
      const { n } = event as { n: number };
      if (n === 2) throw new PlatformError('EVALUATION_INVALID', 'no candidate can be used');
      if (n === 3) throw Object.assign(new Error('SlowDown'), { name: 'SlowDown', $metadata: {} });
    });

    await expect(served).rejects.toThrow('the runtime API answered 500');
    const place = '/2018-06-01/runtime/invocation';
    expect(service.said).toEqual([
      { path: `${place}/request-0/response`, body: null },
      {
        path: `${place}/request-1/error`,
        body: { errorType: 'EVALUATION_INVALID', errorMessage: 'no candidate can be used', stackTrace: [] },
      },
      {
        path: `${place}/request-2/error`,
        body: { errorType: 'AWS_FAILED', errorMessage: 'SlowDown: SlowDown', stackTrace: [] },
      },
    ]);
  });
});
