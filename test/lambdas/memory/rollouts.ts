import { PlatformError } from '../../../domain/errors.ts';
import type { ExecutionStatus } from '../../../domain/execution.ts';
import type { AdvanceInput, RolloutInput } from '../../../domain/rollout/messages.ts';
import { rolloutPlan } from '../../../domain/rollout/plan.ts';
import { STEP_SECONDS } from '../../../domain/rollout/turn.ts';
import { advance, type RolloutPorts } from '../../../lambdas/rollout/rollout.ts';
import { platformErrorOf } from '../../../lambdas/runtime/failure.ts';
import { MemoryRuntime } from './runtime.ts';
import { WORKLOAD, World } from './world.ts';

/**
 * What may befall one call to the outside: the function dies before or after it, the service fails before or after it,
 * or the execution is stopped, while its function still goes on.
 */
export interface Mishap {
  /** Which call, counted from the first. */
  readonly call: number;
  readonly kind: 'dies-before' | 'dies-after' | 'fails-before' | 'fails-after' | 'stopped';
}

/** The function died: nothing of what it would have said is known. */
class Died extends Error {}

type Schedule = <T>(call: () => Promise<T>) => Promise<T>;

/** Attempts that the state machine gives a step. */
const ATTEMPTS = 6;
const ACTIONS = new Set(['createModel', 'createEndpointConfig', 'createEndpoint', 'updateEndpoint', 'deleteEndpoint']);

/**
 * Executions of the rollout state machine beside each other over one table and one endpoint: each call to the outside
 * goes through a schedule, may meet a mishap, and may not come later than the function's time limit.
 */
export class Rollouts {
  readonly world = new World();
  readonly runtime = new MemoryRuntime();
  /** Which execution changed something, in the order of changes. */
  readonly changes: string[] = [];
  readonly ends = new Map<string, string>();
  readonly #schedule: Schedule;
  readonly #mishaps: Map<number, Mishap['kind']>;
  #calls = 0;

  private constructor(schedule: Schedule, mishaps: readonly Mishap[]) {
    this.#schedule = schedule;
    this.#mishaps = new Map(mishaps.map(({ call, kind }) => [call, kind]));
  }

  /** With so many approved packages, the first of which is live. */
  static async with(packages: number, schedule: Schedule = (call) => call(), mishaps: readonly Mishap[] = []) {
    const calm = new Rollouts((call) => call(), []);
    for (let version = 1; version <= packages; version += 1) await calm.#register(version);
    await calm.run(calm.promotion(1), 'first');
    const stormy = new Rollouts(schedule, mishaps);
    Object.assign(stormy, { world: calm.world, runtime: calm.runtime });
    return stormy;
  }

  /** Nothing befalls anybody any more, and whoever was stopped is silent by now. */
  calm(): void {
    this.#mishaps.clear();
    this.world.clock += 2 * STEP_SECONDS * 1000;
  }

  promotion(packageVersion: number): RolloutInput {
    const { packageArn, facts } = this.#package(packageVersion);
    return { workload: WORKLOAD, runId: facts.runId, packageArn, packageVersion, reason: 'promoted', by: 'retrain' };
  }

  rollback(to: number, takesBack: number): RolloutInput {
    return { ...this.promotion(to), reason: 'rollback', by: 'ada', takesBack };
  }

  configOf(packageVersion: number): string {
    return rolloutPlan('test', this.#package(packageVersion), this.world.deployed).endpointConfigName;
  }

  /** Runs one execution until it ends, and gives how: `SUCCEEDED`, the code of its error, or `ABORTED`. */
  async run(input: RolloutInput, name: string): Promise<string> {
    const { world } = this;
    const execution = { arn: name, startedAt: world.now().toISOString() };
    world.statuses.set(name, 'RUNNING');
    let state: AdvanceInput = { ...input, execution };
    for (let attempt = 1; ; ) {
      try {
        const answer = await advance(state, this.#ports(name));
        if (world.statuses.get(name) === 'ABORTED') return this.#end(name, 'ABORTED', 'ABORTED');
        if (answer.done) return this.#end(name, 'SUCCEEDED', 'SUCCEEDED');
        await this.#schedule(async () => {
          world.clock += answer.waitSeconds * 1000;
        });
        state = answer;
        attempt = 1;
      } catch (thrown) {
        if (world.statuses.get(name) === 'ABORTED') return this.#end(name, 'ABORTED', 'ABORTED');
        const code = thrown instanceof Died ? 'AWS_FAILED' : platformErrorOf(thrown).code;
        if (code === 'UNEXPECTED') throw thrown;
        attempt += 1;
        if (code !== 'AWS_FAILED' || attempt > ATTEMPTS) return this.#end(name, 'FAILED', code);
      }
    }
  }

  #end(name: string, status: ExecutionStatus, how: string): string {
    this.world.statuses.set(name, status);
    this.ends.set(name, how);
    return how;
  }

  /** The ports of one invocation of the function. */
  #ports(execution: string): RolloutPorts & Pick<World, 'logger' | 'now'> {
    const { world, runtime } = this;
    const deadline = world.clock + STEP_SECONDS * 1000;
    let isDead = false;
    const die = (): never => {
      isDead = true;
      throw new Died();
    };
    const fail = (): never => {
      throw new PlatformError('AWS_FAILED', 'The service failed.', { retryable: true });
    };
    const through = <T>(call: () => Promise<T>): Promise<T> =>
      this.#schedule(async () => {
        if (isDead || world.clock > deadline) die();
        this.#calls += 1;
        const mishap = this.#mishaps.get(this.#calls);
        if (mishap === 'stopped') world.statuses.set(execution, 'ABORTED');
        if (mishap === 'dies-before') die();
        if (mishap === 'fails-before') fail();
        const answer = await call();
        if (mishap === 'dies-after') die();
        if (mishap === 'fails-after') fail();
        return answer;
      });
    return {
      environment: 'test',
      logger: world.logger,
      now: world.now,
      workloads: world.workloads,
      registry: world.registry,
      artifacts: world.modelArtifacts,
      table: throughAll(world.table, through),
      executions: throughAll({ status: world.executions.status }, through),
      runtime: throughAll(runtime, through, (method) => {
        if (ACTIONS.has(method)) this.changes.push(execution);
      }),
    };
  }

  async #register(version: number): Promise<void> {
    const run = `${String(version).padStart(12, '0')}-1`;
    await this.world.registry.create(
      'group',
      {
        image: 'registry/inference:bbb',
        artifactUri: `s3://artifacts/${version}/model.tar.gz`,
        status: 'Approved',
        reason: '',
        description: '',
        facts: {
          workload: WORKLOAD,
          runId: run,
          candidate: 'unigram',
          family: 'linear',
          datasetId: 'd',
          datasetVersion: '1',
          artifactSha256: String(version).repeat(64).slice(0, 64),
          modelDigest: 'b'.repeat(64),
          configHash: 'c',
          codeDigest: 'e',
          verdict: 'promote',
          accuracy: '0.9',
          macroF1: '0.9',
        },
      },
      { token: run, evaluationUri: '', imageDigest: undefined },
    );
  }

  #package(version: number) {
    const found = this.world.registry.packages[version - 1];
    if (found === undefined) throw new PlatformError('UNEXPECTED', `there is no package ${version}`);
    return found;
  }
}

/** An object whose methods all go through `through`. */
function throughAll<T extends object>(
  target: T,
  through: <R>(call: () => Promise<R>) => Promise<R>,
  note: (method: string) => void = () => {},
): T {
  return new Proxy(target, {
    get: (object, name) => {
      const member: unknown = Reflect.get(object, name, object);
      if (typeof member !== 'function') return member;
      return (...parameters: unknown[]) =>
        through(async () => {
          note(String(name));
          return await Reflect.apply(member, object, parameters);
        });
    },
  });
}
