import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Records } from '../../../cli/adapters/records.ts';
import type { RunRecord } from '../../../domain/conclude/run-record.ts';
import type { Platform } from '../../../domain/platform.ts';
import { type RuntimeStatus, readRuntime, runtimeEnvironment } from '../../../local/runtime/index.ts';
import { freePort } from '../../../local/runtime/ports.ts';
import {
  deployAnswer,
  type RunAnswer,
  runAnswer,
  type StoredUpload,
  startAnswer,
  statusAnswer,
  storedAnswer,
  type WorkloadStatus,
} from './answers.ts';
import { apiKeyValue, type Clients, clientsOf } from './clients.ts';
import { type CommandEnd, REPOSITORY, trainyard, type Variables } from './command-line.ts';
import { Files } from './files.ts';
import { type ApiAnswer, type ApiRequest, callApi } from './http.ts';
import { News } from './news.ts';
import { until } from './until.ts';

export const WORKLOAD = 'reviews';

/** What became of a run, and what the process said of it to its caller. */
export type FollowedRun = RunAnswer & { readonly exitCode: number };

interface Raised {
  readonly runtime: RuntimeStatus;
  readonly platform: Platform;
  readonly root: Clients;
  readonly apiKey: string;
  readonly news: News;
}

/** One runtime with one deployment in it, and everything that people and applications use it with. */
export class World {
  readonly #folder = mkdtempSync(join(tmpdir(), 'trainyard-loop-'));
  readonly stateDirectory = join(this.#folder, 'state');
  readonly files: Files;
  readonly #variables: Variables;
  readonly #project: string;
  #aws: Clients | undefined;
  #raised: Raised | undefined;

  /**
   * The variables are set for every command, and so for the runtime that one of them starts. `project` is the folder whose
   * configuration is deployed.
   */
  constructor(variables: Variables = {}, project: string = REPOSITORY) {
    this.#variables = variables;
    this.#project = project;
    const files = join(this.#folder, 'files');
    mkdirSync(files);
    this.files = new Files(files);
  }

  /** `local up`, `deploy`. */
  async raise(): Promise<void> {
    await this.up();
    await this.deploy();
  }

  /** `local up`: a runtime that nothing was deployed to. */
  async up(): Promise<void> {
    await this.#succeed('local', 'up', '--port', String(await freePort()));
    const { endpointUrl, credentials } = await this.readRuntime();
    this.#aws = clientsOf(endpointUrl, credentials);
  }

  /** AWS as the account's root, also before anything was deployed. */
  get aws(): Clients {
    if (this.#aws === undefined) throw new Error('the runtime is not up');
    return this.#aws;
  }

  async deploy(): Promise<void> {
    const { platform } = deployAnswer.parse(await this.#succeed('deploy'));
    const runtime = await this.readRuntime();
    const root = this.aws;
    const news = await News.subscribe(root, platform.notificationsTopicArn);
    this.#raised = { runtime, platform, root, apiKey: await apiKeyValue(root, platform.apiKeyId), news };
  }

  /** Stops the runtime and deletes what it kept. Nothing happens when it was never started. */
  async lower(): Promise<void> {
    if (existsSync(this.stateDirectory)) await this.trainyard('local', 'down');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #succeed(...args: string[]): Promise<unknown> {
    const { exitCode, json, stderr } = await this.trainyard(...args);
    if (exitCode === 0) return json;
    throw new Error(`trainyard ${args.join(' ')} ended with ${exitCode}: ${JSON.stringify(json)}\n${stderr}`);
  }

  get #now(): Raised {
    if (this.#raised === undefined) throw new Error('the runtime is not up, or not deployed to');
    return this.#raised;
  }

  get runtime(): RuntimeStatus {
    return this.#now.runtime;
  }

  get platform(): Platform {
    return this.#now.platform;
  }

  /** AWS as the account's root. */
  get root(): Clients {
    return this.#now.root;
  }

  get news(): News {
    return this.#now.news;
  }

  get apiKey(): string {
    return this.#now.apiKey;
  }

  get records(): Records {
    const { AWS_ENDPOINT_URL: endpoint } = runtimeEnvironment(this.runtime);
    const limits = { maxAttempts: 3, requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 } };
    const options = { ...limits, endpoint, region: 'us-east-1', credentials: { ...this.runtime.credentials } };
    return new Records(options, this.platform.recordsTable);
  }

  async readRuntime(): Promise<RuntimeStatus> {
    const runtime = await readRuntime(this.stateDirectory);
    if (runtime === undefined) throw new Error(`no runtime was started in ${this.stateDirectory}`);
    return runtime;
  }

  trainyard(...args: string[]): Promise<CommandEnd> {
    return trainyard(this.stateDirectory, args, this.#variables, this.#project);
  }

  /** Uploads files and waits for what becomes of them. */
  upload(...paths: string[]): Promise<FollowedRun> {
    return this.#follow('upload', WORKLOAD, ...paths, '--wait');
  }

  /** Uploads a file and returns as soon as it is stored. */
  async store(path: string): Promise<StoredUpload> {
    return storedAnswer.parse(await this.#succeed('upload', WORKLOAD, path)).uploads[0];
  }

  /** Waits for a run that goes on already. */
  watch(runId: string): Promise<FollowedRun> {
    return this.#follow('run', runId, '--watch');
  }

  /** Takes a failed run up again and waits for its end. */
  resume(runId: string): Promise<FollowedRun> {
    return this.#follow('run', runId, '--resume', '--watch');
  }

  /** `trainyard start`: asks for a run over what is there, and returns as soon as it has begun. */
  async start(): Promise<RunRecord> {
    const { executionArn } = startAnswer.parse(await this.#succeed('start', WORKLOAD));
    return until('the run that was asked for', async () =>
      (await this.records.runs(WORKLOAD)).find((run) => run.executionArn === executionArn),
    );
  }

  async #follow(...args: string[]): Promise<FollowedRun> {
    const { json, exitCode } = await this.trainyard(...args, '--timeout', '150');
    return { ...runAnswer.parse(json), exitCode };
  }

  async status(): Promise<WorkloadStatus> {
    return statusAnswer.parse(await this.#succeed('status')).workloads[0];
  }

  callApi(request: Partial<ApiRequest>): Promise<ApiAnswer> {
    return callApi(this.platform.apiUrl, { key: this.apiKey, body: { texts: ['Great phone.'] }, ...request });
  }
}
