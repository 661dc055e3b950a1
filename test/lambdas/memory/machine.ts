import type { ConcludeAnswer, RunState } from '../../../domain/conclude/messages.ts';
import type { ErrorCode } from '../../../domain/errors.ts';
import type { JobObservation } from '../../../domain/job/observation.ts';
import { type Plan, planSchema } from '../../../domain/lease/plan.ts';
import type { RolloutInput } from '../../../domain/rollout/messages.ts';
import { concludeState } from '../../../lambdas/conclude/endings.ts';
import { gate } from '../../../lambdas/gate/gate.ts';
import { lease } from '../../../lambdas/lease/lease.ts';
import { prepare } from '../../../lambdas/prepare/prepare.ts';
import { register } from '../../../lambdas/register/register.ts';
import { advance } from '../../../lambdas/rollout/rollout.ts';
import { train } from '../../../lambdas/train/train.ts';
import { evaluation } from './evaluation.ts';
import { leaseInput } from './events.ts';
import { MemoryRuntime } from './runtime.ts';
import { preparedSummary, refusedSummary } from './summary.ts';
import { WORKLOAD, type World } from './world.ts';

export interface Jobs {
  readonly refuse?: ErrorCode;
  /** The challenger errs on one row in so many. */
  readonly wrongOneIn?: number;
  readonly training?: Readonly<Record<string, JobObservation | undefined>>;
  readonly force?: boolean;
}

const images = { digestOf: async () => undefined };

/** Walks the stages of the retrain state machine, with jobs that leave what `Jobs` says; each stage may be called twice. */
export class Machine {
  readonly runtime = new MemoryRuntime();
  readonly #world: World;
  readonly #calls: number;
  #datasets = 0;
  #rollouts = 0;

  constructor(world: World, calls = 1) {
    this.#world = world;
    this.#calls = calls;
  }

  /** Runs one execution up to, but without, its conclusion. */
  async walk(execution: string, jobs: Jobs = {}): Promise<RunState> {
    const state: RunState = { workload: WORKLOAD, trigger: 'upload', force: jobs.force ?? false };
    try {
      await this.#stages(execution, jobs, state);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      state.error = {
        Error: error.name,
        Cause: JSON.stringify({ errorType: error.name, errorMessage: error.message }),
      };
    }
    return state;
  }

  /** Runs one execution to its end. */
  async run(execution: string, jobs: Jobs = {}): Promise<ConcludeAnswer> {
    const state = await this.walk(execution, jobs);
    return this.#twice(() => concludeState({ state, execution: leaseInput(execution).execution }, this.#world));
  }

  /** Runs one execution of the rollout state machine, which gets a name unless one is given. */
  async rollout(input: RolloutInput, name?: string): Promise<void> {
    this.#rollouts += 1;
    const arn = `rollout:${name ?? this.#rollouts}`;
    const world = this.#world;
    const ports = { ...world, now: world.now, runtime: this.runtime, artifacts: world.modelArtifacts };
    const execution = { arn, startedAt: world.now().toISOString() };
    let answer = await advance({ ...input, execution }, ports);
    while (!answer.done) {
      const before = answer;
      answer = await this.#twice(() => advance(before, ports));
    }
  }

  async #stages(execution: string, jobs: Jobs, state: RunState): Promise<void> {
    const world = this.#world;
    const { force } = state;
    state.lease = await this.#twice(() => lease(leaseInput(execution, { force }), world));
    if (state.lease.outcome !== 'acquired') return;
    const { runId, fencingToken } = state.lease;
    const run = { workload: WORKLOAD, runId, fencingToken };
    const folder = `${WORKLOAD}/runs/${runId}`;
    const plan = await world.artifacts.read(`${folder}/plan.json`, planSchema);

    await world.artifacts.write(`${folder}/prepare/summary.json`, this.#summary(plan, jobs));
    state.prepare = await this.#twice(() => prepare(run, world));
    if (state.prepare.outcome !== 'ready') return;

    const { candidateJobs } = state.prepare;
    const describe = async (_kind: unknown, name: string): Promise<JobObservation | undefined> =>
      jobs.training === undefined
        ? { status: 'Completed', artifactUri: `s3://artifacts/${name}/model.tar.gz`, failureReason: undefined }
        : jobs.training[name.slice(name.lastIndexOf('-') + 1)];
    const ports = { ...world, now: world.now, jobs: { describe, stop: async () => {} } };
    await this.#twice(() => train({ ...run, candidateJobs }, ports));

    const facts = { runId, wrongOneIn: jobs.wrongOneIn ?? 20, champion: plan.champion };
    const dataset = (await world.records.run(runId).read())?.dataset;
    const { report, paired } = evaluation({
      ...facts,
      datasetId: dataset?.id ?? '',
      datasetVersion: dataset?.version ?? 1,
    });
    await world.artifacts.write(`${folder}/evaluate/evaluation.json`, report);
    await world.artifacts.write(`${folder}/evaluate/paired.json`, paired);
    state.gate = await this.#twice(() => gate(run, world));
    state.register = await this.#twice(() => register(run, { ...world, now: world.now, images }));
    if (state.register.approval !== 'auto') return;
    const { packageArn, packageVersion } = state.register;
    await this.rollout({ ...run, packageArn, packageVersion, reason: 'promoted', by: 'retrain' });
    state.rollout = {};
  }

  #summary(plan: Plan, { refuse }: Jobs) {
    this.#datasets += 1;
    return refuse === undefined ? preparedSummary(plan, this.#datasets) : refusedSummary(plan, refuse);
  }

  /** Every stage answers the same when it is called again. */
  async #twice<T>(call: () => Promise<T>): Promise<T> {
    let answer = await call();
    for (let extra = 1; extra < this.#calls; extra += 1) answer = await call();
    return answer;
  }
}
