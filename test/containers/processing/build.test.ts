import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stageProcessingImage } from '../../../containers/processing/build.ts';

const APP = resolve(import.meta.dirname, '../../..');
// Below the app, so that the two packages of the image resolve to the app's own.
const STAGED = join(APP, '.trainyard', `test-processing-image-${process.pid}`);

interface Ended {
  readonly status: number | string | null | undefined;
  readonly stderr: string;
}

function runStaged(arguments_: readonly string[], environment: Record<string, string>): Promise<Ended> {
  return new Promise((done) => {
    const env = { PATH: process.env.PATH ?? '', ...environment };
    execFile(process.execPath, [join(STAGED, 'main.mjs'), ...arguments_], { env }, (error, _stdout, stderr) =>
      done({ status: error === null ? 0 : error.code, stderr }),
    );
  });
}

describe('the processing image', () => {
  beforeAll(() => stageProcessingImage({ outputDirectory: STAGED }));
  afterAll(() => rmSync(STAGED, { recursive: true, force: true }));

  it('is staged with the same bytes twice, and with no path of this machine', async () => {
    const other = await mkdtemp(join(tmpdir(), 'processing-image-'));
    stageProcessingImage({ outputDirectory: other });

    const names = (await readdir(STAGED)).sort();
    expect(names).toEqual([
      '.dockerignore',
      '.npmrc',
      'Dockerfile',
      'ledger-worker.mjs',
      'main.mjs',
      'package-lock.json',
      'package.json',
    ]);
    for (const name of names) {
      const staged = await readFile(join(STAGED, name), 'utf8');
      expect((await readFile(join(other, name), 'utf8')) === staged).toBe(true);
      expect(staged.includes(APP)).toBe(false);
    }
  });

  it('pins the versions of the app', async () => {
    const versions = async (path: string): Promise<Record<string, string>> =>
      JSON.parse(await readFile(path, 'utf8')).dependencies;
    const app = await versions(join(APP, 'package.json'));

    for (const [name, version] of Object.entries(await versions(join(STAGED, 'package.json')))) {
      expect(app[name]).toBe(version);
    }
  });

  it('installs these versions: npm refuses a lockfile that has others', async () => {
    const read = async (name: string) => JSON.parse(await readFile(join(STAGED, name), 'utf8'));
    const { dependencies } = await read('package.json');
    const { packages } = await read('package-lock.json');

    expect(packages[''].dependencies).toEqual(dependencies);
    for (const [name, version] of Object.entries(dependencies)) {
      expect(packages[`node_modules/${name}`].version).toBe(version);
    }
  });

  it('brings the entry of its thread, which runs alone', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ledger-'));
    const rules = { labels: { '0': 'negative' }, names: ['negative'], maxTextLength: 10, splitRule: '80/20' };
    const place = { directory, place: { share: 0, shares: 1 }, rowsInMemoryBytes: 0 };
    const worker = new Worker(join(STAGED, 'ledger-worker.mjs'), { workerData: { place, rules } });

    const exit = once(worker, 'exit');
    worker.postMessage({ kind: 'settle', order: { logs: [], uploads: [], forgotten: [] } });
    const answers = [await once(worker, 'message'), await once(worker, 'message'), await once(worker, 'message')];
    worker.postMessage({ kind: 'close' });

    expect(answers.map(([{ kind }]) => kind)).toEqual(['sorted', 'sorted', 'sorted']);
    expect(await exit).toEqual([0]);
  });

  it('ends with one line and a message file when it cannot do its job', async () => {
    const base = await mkdtemp(join(tmpdir(), 'processing-job-'));
    const buckets = { RAW_BUCKET: 'raw', LAKE_BUCKET: 'lake', ARTIFACTS_BUCKET: 'artifacts', AWS_REGION: 'us-east-1' };

    const unknown = await runStaged(['dance'], { ...buckets, SAGEMAKER_BASE_DIR: base });
    const unset = await runStaged(['prepare'], { SAGEMAKER_BASE_DIR: base });

    expect(unknown).toEqual({ status: 1, stderr: 'USAGE: unknown job "dance" Give prepare or evaluate.\n' });
    expect(unset.status).toBe(1);
    expect(unset.stderr).toContain('RAW_BUCKET');
    expect(unset.stderr.trim().split('\n')).toHaveLength(1);
    expect(await readFile(join(base, 'output', 'message'), 'utf8')).toBe(unset.stderr.trim());
  });
});
