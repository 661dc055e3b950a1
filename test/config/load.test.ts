import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { environmentNames, loadConfiguration, loadDelivery, type Problem } from '../../config/load.ts';
import { PlatformError } from '../../domain/errors.ts';

const ENVIRONMENT = { name: 'dev', account: '111111111111', region: 'eu-central-1', approval: { policy: 'auto' } };
const WORKLOAD = { name: 'tickets', labels: { a: 'billing', b: 'other' } };

describe('the configuration', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'trainyard-config-'));
    mkdirSync(join(root, 'environments'));
    mkdirSync(join(root, 'workloads'));
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (file: string, value: unknown): void =>
    writeFileSync(join(root, file), `export default ${JSON.stringify(value)};\n`);

  async function problemsOf(environment: string): Promise<readonly Problem[]> {
    const error = await loadConfiguration(environment, root).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof PlatformError)) throw new Error('The configuration was accepted.');
    expect(error.code).toBe('CONFIG_INVALID');
    return error.details.problems as readonly Problem[];
  }

  it('of the repository is valid in every environment', async () => {
    for (const name of environmentNames()) {
      expect((await loadConfiguration(name)).workloads.map((workload) => workload.name)).toContain('reviews');
    }
    expect((await loadDelivery()).branch).toBe('main');
  });

  it('fills in safe defaults', async () => {
    write('environments/dev.ts', ENVIRONMENT);
    write('workloads/tickets.ts', WORKLOAD);

    const { environment, workloads } = await loadConfiguration('dev', root);

    expect(environment).toMatchObject({ removalPolicy: 'retain', debounceSeconds: 60 });
    expect(workloads[0]).toMatchObject({ split: '70/15/15', columns: { text: 'text', label: 'label' } });
  });

  it('finds a workload as soon as its file is there', async () => {
    write('environments/dev.ts', ENVIRONMENT);
    write('workloads/tickets.ts', WORKLOAD);
    write('workloads/mails.ts', { ...WORKLOAD, name: 'mails' });

    const { workloads } = await loadConfiguration('dev', root);

    expect(workloads.map(({ name }) => name)).toEqual(['mails', 'tickets']);
  });

  it('reports every problem of every file at once, with its path', async () => {
    write('environments/dev.ts', { ...ENVIRONMENT, account: '12', approval: { policy: 'maybe' }, colour: 'red' });
    write('workloads/tickets.ts', { ...WORKLOAD, split: '50/49', labels: { a: 'one' } });
    writeFileSync(join(root, 'workloads/broken.ts'), 'export default {;');

    const paths = (await problemsOf('dev')).map(({ path }) => path);

    expect(paths).toEqual(
      expect.arrayContaining([
        'environments/dev.ts: account',
        'environments/dev.ts: approval.policy',
        'environments/dev.ts',
        'workloads/tickets.ts: split',
        'workloads/tickets.ts: labels',
        'workloads/broken.ts',
      ]),
    );
  });

  it('reports every hyperparameter and every machine that cannot be, of every candidate, before anything is made', async () => {
    write('environments/dev.ts', ENVIRONMENT);
    write('workloads/tickets.ts', {
      ...WORKLOAD,
      candidates: [
        { name: 'one', family: 'linear', hyperparameters: { C: '1', minDf: 0, depth: 3 }, timeoutSeconds: 1 },
        {
          name: 'two',
          family: 'linear',
          hyperparameters: { ngramMax: 9, seed: -1 },
          capacity: [{ instanceType: 'g5.xlarge', purchase: 'lease' }],
        },
      ],
    });

    const paths = (await problemsOf('dev')).map(({ path }) => path.replace('workloads/tickets.ts: candidates.', ''));

    expect(paths.sort()).toEqual([
      '0.hyperparameters',
      '0.hyperparameters.C',
      '0.hyperparameters.minDf',
      '0.timeoutSeconds',
      '1.capacity.0.instanceType',
      '1.capacity.0.purchase',
      '1.hyperparameters.ngramMax',
      '1.hyperparameters.seed',
    ]);
  });

  it('refuses an MLflow that cannot be spoken to, with its path', async () => {
    write('workloads/tickets.ts', WORKLOAD);
    for (const [mlflow, path] of [
      [{ kind: 'existing', arn: 'arn:aws:s3:::bucket' }, 'mlflow.arn'],
      [{ kind: 'server', url: 'http://mlflow.example.com' }, 'mlflow.url'],
      [{ kind: 'cloud' }, 'mlflow.kind'],
    ] as const) {
      write(`environments/${mlflow.kind}.ts`, { ...ENVIRONMENT, name: mlflow.kind, mlflow });

      const paths = (await problemsOf(mlflow.kind)).map((problem) => problem.path);

      expect(paths).toEqual([`environments/${mlflow.kind}.ts: ${path}`]);
    }
  });

  it('refuses an MLflow of SageMaker where no image is pulled', async () => {
    write('workloads/tickets.ts', WORKLOAD);
    write('environments/local.ts', { ...ENVIRONMENT, name: 'local', prebuiltImages: {}, mlflow: { kind: 'app' } });

    expect((await problemsOf('local')).map(({ path }) => path)).toEqual(['environments/local.ts: mlflow.kind']);
  });

  it('refuses a name that differs from its file', async () => {
    write('environments/dev.ts', { ...ENVIRONMENT, name: 'other' });
    write('workloads/tickets.ts', { ...WORKLOAD, name: 'mails' });

    const paths = (await problemsOf('dev')).map(({ path }) => path);

    expect(paths).toEqual(['environments/dev.ts: name', 'workloads/tickets.ts: name']);
  });

  it('names the environments there are when one is unknown', async () => {
    write('environments/dev.ts', ENVIRONMENT);
    write('workloads/tickets.ts', WORKLOAD);
    expect(await problemsOf('qa')).toEqual([{ path: 'environment', message: 'qa has no file; there are dev' }]);
  });

  it('asks for a first workload', async () => {
    write('environments/dev.ts', ENVIRONMENT);
    expect(await problemsOf('dev')).toEqual([{ path: 'workloads', message: 'needs at least one file' }]);
  });
});
