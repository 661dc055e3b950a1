import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { create } from 'tar';
import { ProcessEngine } from '../../../local/sagemaker/engine/process.ts';
import { readSettings } from '../../../local/sagemaker/settings.ts';
import { type RunningPlane, startPlane } from '../../../local/sagemaker/start-plane.ts';
import { Cloud } from './cloud.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const TAG = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
export const IMAGE = `000000000000.dkr.ecr.us-east-1.amazonaws.com/assets:${TAG}`;

const client = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1 };

/** A plane in this process with a real engine and real HTTP; only the other AWS services are in memory. */
export class PlaneUnderTest {
  readonly cloud = new Cloud();
  readonly trouble: string[] = [];
  readonly directory: string;
  readonly #repository: string;
  #running: RunningPlane | undefined;
  #clients: [SageMakerClient, SageMakerRuntimeClient] | undefined;

  private constructor(directory: string, repository: string) {
    this.directory = directory;
    this.#repository = repository;
  }

  /** `repository`: where Python environments lie, and what stands for prebuilt images. */
  static async start(env: Record<string, string> = {}, repository: string = REPOSITORY): Promise<PlaneUnderTest> {
    const made = new PlaneUnderTest(await mkdtemp(join(tmpdir(), 'plane-')), repository);
    await stageImage(join(made.directory, 'cdk.out'));
    await made.restart(env);
    return made;
  }

  get running(): RunningPlane {
    if (!this.#running) throw new Error('The plane does not run');
    return this.#running;
  }

  get sagemaker(): SageMakerClient {
    if (!this.#clients) throw new Error('The plane does not run');
    return this.#clients[0];
  }

  get runtime(): SageMakerRuntimeClient {
    if (!this.#clients) throw new Error('The plane does not run');
    return this.#clients[1];
  }

  /** Stops the plane if it runs, and starts it over the same state. */
  async restart(env: Record<string, string> = {}): Promise<void> {
    await this.halt();
    const settings = readSettings({
      PLANE_PORT: '0',
      PLANE_STATE_DIRECTORY: join(this.directory, 'state'),
      PLANE_ASSETS_DIRECTORY: join(this.directory, 'cdk.out'),
      PLANE_SERVICE_MODEL: process.env.PLANE_SERVICE_MODEL,
      PLANE_STOP_GRACE_SECONDS: '5',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      ...env,
    });
    const engine = new ProcessEngine({
      assetsDirectory: settings.assetsDirectory,
      imagesDirectory: join(settings.stateDirectory, 'images'),
      toolchain: {
        node: process.execPath,
        nodeModules: join(REPOSITORY, 'node_modules'),
        repository: this.#repository,
      },
    });
    const { cloud } = this;
    const adapters = { engine, objects: cloud, identity: cloud, logs: cloud, events: cloud, metrics: cloud };
    this.#running = await startPlane(settings, adapters, (message) => {
      this.trouble.push(message);
      if (process.env.PLANE_TEST_VERBOSE) process.stderr.write(`${message}\n`);
    });
    const endpoint = this.#running.origin;
    this.#clients = [new SageMakerClient({ ...client, endpoint }), new SageMakerRuntimeClient({ ...client, endpoint })];
  }

  async halt(): Promise<void> {
    for (const one of this.#clients ?? []) one.destroy();
    await this.#running?.stop();
    this.#running = undefined;
  }

  async dispose(): Promise<void> {
    await this.halt();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Puts a model archive of one file, `model.txt`, and gives its URI. */
  async putModel(name: string, content: string): Promise<string> {
    const folder = join(this.directory, 'models', name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'model.txt'), content);
    await create({ file: `${folder}.tar.gz`, cwd: folder, gzip: true }, ['model.txt']);
    await this.cloud.as().upload(`${folder}.tar.gz`, 'models', `${name}/model.tar.gz`);
    return `s3://models/${name}/model.tar.gz`;
  }
}

/** A cloud assembly with the tiny image staged in it, as CDK does it. */
export async function stageImage(assembly: string): Promise<void> {
  const directory = `asset.${TAG}`;
  await mkdir(assembly, { recursive: true });
  await cp(join(import.meta.dirname, 'image'), join(assembly, directory), { recursive: true });
  const destinations = { current: { repositoryName: 'assets', imageTag: TAG } };
  await writeFile(
    join(assembly, 'stack.assets.json'),
    JSON.stringify({ version: '36.0.0', files: {}, dockerImages: { [TAG]: { source: { directory }, destinations } } }),
  );
}

/** Asks until `wanted` holds; fails after `limitMs`. */
export async function until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, limitMs = 20_000): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > end) throw new Error(`Still not so after ${limitMs} ms: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
