import { createServer, type IncomingMessage, type Server } from 'node:http';
import { z } from 'zod';

interface StoredRun {
  readonly id: string;
  readonly experimentId: string;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  /** By key, step, time and value, as MLflow keeps points of metrics. */
  readonly metrics: Map<string, Metric>;
  status: string;
  deleted: boolean;
}
const metricSchema = z.object({ key: z.string(), value: z.number(), timestamp: z.int(), step: z.int() });
type Metric = z.infer<typeof metricSchema>;

const name = z
  .string()
  .max(250)
  .regex(/^[/\w.\- ]*$/);
const pair = (most: number) => z.object({ key: name, value: z.string().max(most) });
const batchSchema = z.object({
  run_id: z.string(),
  params: z.array(pair(6_000)).max(100).default([]),
  tags: z.array(pair(8_000)).max(100).default([]),
  metrics: z
    .array(metricSchema.extend({ key: name }))
    .max(1_000)
    .default([]),
});

class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
const refuse = (message: string): never => {
  throw new Refusal(400, 'INVALID_PARAMETER_VALUE', message);
};

/** An MLflow server that keeps what is documented of REST API 2.0, as far as experiments and runs go. */
export class MlflowServer {
  readonly experiments: { readonly id: string; readonly name: string; stage: 'active' | 'deleted' }[] = [];
  readonly runs: StoredRun[] = [];
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  /** Answers in place of the server's own, while it is set. */
  outage: number | undefined;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<MlflowServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const made = new MlflowServer(server);
    server.on('request', async (request, response) => {
      const [status, document] = await made.#answer(request);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    });
    return made;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get active(): StoredRun[] {
    return this.runs.filter(({ deleted }) => !deleted);
  }

  async #answer(request: IncomingMessage): Promise<[number, unknown]> {
    const url = new URL(request.url ?? '/', this.url);
    const path = url.pathname.replace('/api/2.0/mlflow/', '');
    this.asked.push(path);
    if (this.outage !== undefined) return [this.outage, { message: 'out' }];
    let text = '';
    for await (const chunk of request) text += String(chunk);
    if (Buffer.byteLength(text) > 1_048_576) return [413, {}];
    try {
      return [200, this.#do(path, text === '' ? Object.fromEntries(url.searchParams) : JSON.parse(text))];
    } catch (error) {
      if (error instanceof Refusal) return [error.status, { error_code: error.code, message: error.message }];
      return [400, { error_code: 'INVALID_PARAMETER_VALUE', message: String(error) }];
    }
  }

  #do(path: string, body: Record<string, unknown>): unknown {
    switch (path) {
      case 'experiments/get-by-name':
        return this.#experiment(String(body.experiment_name));
      case 'experiments/create':
        return this.#createExperiment(String(body.name));
      case 'runs/search':
        return this.#search(z.object({ experiment_ids: z.array(z.string()), filter: z.string() }).parse(body));
      case 'runs/create':
        return this.#createRun(
          z.object({ experiment_id: z.string(), run_name: z.string(), tags: z.array(pair(8_000)) }).parse(body),
        );
      case 'runs/log-batch':
        return this.#log(batchSchema.parse(body));
      case 'runs/update':
        this.#run(body.run_id).status = String(body.status);
        return {};
      case 'runs/delete':
        this.#run(body.run_id).deleted = true;
        return {};
      default:
        throw new Refusal(404, 'ENDPOINT_NOT_FOUND', path);
    }
  }

  #experiment(wanted: string) {
    const found = this.experiments.find((one) => one.name === wanted);
    if (found === undefined) throw new Refusal(404, 'RESOURCE_DOES_NOT_EXIST', wanted);
    return { experiment: { experiment_id: found.id, name: found.name, lifecycle_stage: found.stage } };
  }

  #createExperiment(wanted: string) {
    if (this.experiments.some((one) => one.name === wanted)) throw new Refusal(400, 'RESOURCE_ALREADY_EXISTS', wanted);
    const id = String(this.experiments.length + 1);
    this.experiments.push({ id, name: wanted, stage: 'active' });
    return { experiment_id: id };
  }

  #search({ experiment_ids, filter }: { experiment_ids: string[]; filter: string }) {
    const [, key = '', value] = /^tags\.`([^`]+)` = '([^']*)'$/.exec(filter) ?? refuse(filter);
    const found = this.active.filter((run) => experiment_ids.includes(run.experimentId) && run.tags.get(key) === value);
    return found.length === 0 ? {} : { runs: found.map(shown) };
  }

  #createRun(body: { experiment_id: string; run_name: string; tags: { key: string; value: string }[] }) {
    const run: StoredRun = {
      // The least id is not the oldest one's.
      id: (0xffff - this.runs.length).toString(16),
      experimentId: body.experiment_id,
      params: new Map(),
      tags: new Map([['mlflow.runName', body.run_name], ...body.tags.map(({ key, value }) => [key, value] as const)]),
      metrics: new Map(),
      status: 'RUNNING',
      deleted: false,
    };
    this.runs.push(run);
    return { run: shown(run) };
  }

  #log({ run_id, params, tags, metrics }: z.infer<typeof batchSchema>) {
    const run = this.#run(run_id);
    if (run.deleted) refuse(`The run ${run.id} must be in the 'active' state.`);
    for (const { key, value } of params) {
      if ((run.params.get(key) ?? value) !== value) refuse(`Changing param values is not allowed: ${key}`);
      run.params.set(key, value);
    }
    for (const { key, value } of tags) run.tags.set(key, value);
    for (const metric of metrics) run.metrics.set(JSON.stringify(metric), metric);
    return {};
  }

  #run(id: unknown): StoredRun {
    const found = this.runs.find((run) => run.id === id);
    if (found === undefined) throw new Refusal(404, 'RESOURCE_DOES_NOT_EXIST', String(id));
    return found;
  }
}

/** The latest value of each metric: by step, then by time. */
export function latest(run: Pick<StoredRun, 'metrics'>): Map<string, Metric> {
  const newest = new Map<string, Metric>();
  for (const metric of run.metrics.values()) {
    const other = newest.get(metric.key);
    const isNewer =
      other && (metric.step - other.step || metric.timestamp - other.timestamp || metric.value - other.value);
    if (isNewer === undefined || isNewer > 0) newest.set(metric.key, metric);
  }
  return newest;
}

const shown = (run: StoredRun) => ({
  info: { run_id: run.id, status: run.status },
  data: {
    tags: [...run.tags].map(([key, value]) => ({ key, value })),
    ...(run.metrics.size > 0 && { metrics: [...latest(run).values()] }),
  },
});
