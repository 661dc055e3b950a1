import { z } from 'zod';
import { PlatformError } from '../../domain/errors.ts';
import type { LoggedRun } from '../../domain/experiment/mlflow/logged-run.ts';
import { throughPoint } from '../../faults/effect.ts';
import type { MlflowRequest, MlflowTransport } from './mlflow-transport.ts';

const pairSchema = z.object({ key: z.string(), value: z.string() });
const runSchema = z.object({
  info: z.object({ run_id: z.string() }),
  data: z
    .object({
      // What is no number is not of ours.
      metrics: z.array(z.object({ key: z.string(), value: z.number().catch(Number.NaN) })).default([]),
      tags: z.array(pairSchema).default([]),
    })
    .prefault({}),
});
const experimentSchema = z.object({ experiment: z.object({ experiment_id: z.string(), lifecycle_stage: z.string() }) });
const createdSchema = z.object({ run: runSchema });
const foundSchema = z.object({ runs: z.array(runSchema).default([]), next_page_token: z.string().optional() });
const failureSchema = z.object({ error_code: z.string().default(''), message: z.string().default('') });

/** A run of MLflow as it is there: tags, and the latest value of each metric. */
export interface TrackedRun {
  readonly id: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly figures: ReadonlyMap<string, number>;
}

export interface LoggedMetric {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
}

/** One request's worth of what is logged. */
export interface LogBatch {
  readonly params?: readonly z.infer<typeof pairSchema>[];
  readonly metrics?: readonly LoggedMetric[];
  readonly tags?: readonly z.infer<typeof pairSchema>[];
}

export type RunEnd = Pick<LoggedRun, 'name' | 'status' | 'endTime'>;

/** An MLflow server. Every method throws `MLFLOW_FAILED`, or `ACCESS_DENIED`. */
export interface Tracking {
  /** Id of an experiment, or undefined. Throws for one that a person has deleted. */
  experiment(name: string): Promise<string | undefined>;
  createExperiment(name: string): Promise<void>;
  /** Runs that are not deleted and have the tag. */
  runs(experimentId: string, tag: string, value: string): Promise<TrackedRun[]>;
  createRun(experimentId: string, run: Pick<LoggedRun, 'name' | 'startTime' | 'tags'>): Promise<TrackedRun>;
  log(runId: string, batch: LogBatch): Promise<void>;
  end(runId: string, end: RunEnd): Promise<void>;
  /** MLflow keeps it among the deleted ones. */
  delete(runId: string): Promise<void>;
}

/** MLflow's REST API 2.0. */
export class MlflowRest implements Tracking {
  readonly #send: MlflowTransport;

  constructor(send: MlflowTransport) {
    this.#send = send;
  }

  async experiment(name: string): Promise<string | undefined> {
    const answer = await throughPoint('MLflow.GetExperimentByName', () =>
      this.#call(
        { method: 'GET', path: 'experiments/get-by-name', query: { experiment_name: name } },
        experimentSchema,
        'RESOURCE_DOES_NOT_EXIST',
      ),
    );
    if (answer?.experiment.lifecycle_stage === 'deleted') {
      throw new PlatformError('MLFLOW_FAILED', `The experiment ${name} was deleted in MLflow.`, {
        next: 'Restore it there, or delete it for good.',
      });
    }
    return answer?.experiment.experiment_id;
  }

  async createExperiment(name: string): Promise<void> {
    await throughPoint('MLflow.CreateExperiment', () =>
      this.#call(
        { method: 'POST', path: 'experiments/create', body: { name } },
        z.unknown(),
        'RESOURCE_ALREADY_EXISTS',
      ),
    );
  }

  async runs(experimentId: string, tag: string, value: string): Promise<TrackedRun[]> {
    const found: TrackedRun[] = [];
    let page_token: string | undefined;
    do {
      const body = {
        experiment_ids: [experimentId],
        filter: `tags.\`${tag}\` = '${value}'`,
        run_view_type: 'ACTIVE_ONLY',
        max_results: 1_000,
        page_token,
      };
      const page = await throughPoint('MLflow.SearchRuns', () =>
        this.#call({ method: 'POST', path: 'runs/search', body }, foundSchema),
      );
      found.push(...(page?.runs ?? []).map(trackedRun));
      page_token = page?.next_page_token || undefined;
    } while (page_token !== undefined);
    return found;
  }

  async createRun(
    experimentId: string,
    { name, startTime, tags }: Pick<LoggedRun, 'name' | 'startTime' | 'tags'>,
  ): Promise<TrackedRun> {
    const body = { experiment_id: experimentId, run_name: name, start_time: startTime, tags: pairsOf(tags) };
    const created = await throughPoint('MLflow.CreateRun', () =>
      this.#call({ method: 'POST', path: 'runs/create', body }, createdSchema),
    );
    if (created === undefined) throw new PlatformError('MLFLOW_FAILED', 'MLflow named no run that it created.');
    return trackedRun(created.run);
  }

  async log(runId: string, batch: LogBatch): Promise<void> {
    const body = { run_id: runId, ...batch };
    await throughPoint('MLflow.LogBatch', () =>
      this.#call({ method: 'POST', path: 'runs/log-batch', body }, z.unknown()),
    );
  }

  async end(runId: string, { name, status, endTime }: RunEnd): Promise<void> {
    const body = { run_id: runId, run_name: name, status, end_time: endTime };
    await throughPoint('MLflow.UpdateRun', () =>
      this.#call({ method: 'POST', path: 'runs/update', body }, z.unknown()),
    );
  }

  async delete(runId: string): Promise<void> {
    await throughPoint('MLflow.DeleteRun', () =>
      this.#call({ method: 'POST', path: 'runs/delete', body: { run_id: runId } }, z.unknown()),
    );
  }

  /** What the server answers, or undefined when it fails with the code that is expected. */
  async #call<T>(request: MlflowRequest, schema: z.ZodType<T>, expected?: string): Promise<T | undefined> {
    const answer = await this.#answer(request);
    if (answer.ok) return schema.parse(answer.document);
    const { error_code, message } = failureSchema.catch({ error_code: '', message: '' }).parse(answer.document);
    if (expected !== undefined && error_code === expected) return undefined;
    const what = `MLflow answered ${request.path} with ${answer.status} ${error_code} ${message}`.trim();
    if (answer.status === 401 || answer.status === 403) throw new PlatformError('ACCESS_DENIED', what);
    throw new PlatformError('MLFLOW_FAILED', what, { retryable: answer.status >= 500 || answer.status === 429 });
  }

  async #answer(request: MlflowRequest): Promise<{ ok: boolean; status: number; document: unknown }> {
    try {
      const response = await this.#send(request);
      const text = await response.text();
      return { ok: response.ok, status: response.status, document: jsonOf(text) };
    } catch (cause) {
      throw new PlatformError('MLFLOW_FAILED', `MLflow did not answer ${request.path}.`, { retryable: true, cause });
    }
  }
}

/** A proxy before the server may answer with a page. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const pairsOf = (values: Readonly<Record<string, string>>): z.infer<typeof pairSchema>[] =>
  Object.entries(values).map(([key, value]) => ({ key, value }));

const trackedRun = ({ info, data }: z.infer<typeof runSchema>): TrackedRun => ({
  id: info.run_id,
  tags: new Map(data.tags.map(({ key, value }) => [key, value])),
  figures: new Map(data.metrics.map(({ key, value }) => [key, value])),
});
