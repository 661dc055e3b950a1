import {
  type ConcludeAnswer,
  concludeAnswerSchema,
  type RunState,
  runStateSchema,
} from '../../domain/conclude/messages.ts';
import type { RegisteredPackage } from '../../domain/register/package-facts.ts';
import type { RolloutInput } from '../../domain/rollout/messages.ts';
import { objectCreated } from '../lambdas/memory/events.ts';
import { MemoryRuntime } from '../lambdas/memory/runtime.ts';
import { WORKLOAD, type World } from '../lambdas/memory/world.ts';
import { machineArn } from './account/arns.ts';
import { answerOf, type Execution, inputOf, statesOf } from './account/execution.ts';
import { type Fault, Faults } from './account/faults.ts';
import { Functions } from './account/functions.ts';
import { Jobs } from './account/jobs.ts';
import { type Outcomes, outcomeOf, processingPort, programs } from './account/programs.ts';
import type { Ports } from './account/stages.ts';
import { StepFunctions } from './account/step-functions.ts';
import type { Templates } from './account/templates.ts';
import { sent } from './asl/json.ts';
import { type Pick, VirtualClock } from './clock.ts';

export interface LoopOptions {
  /** How often each function is called for one call: every stage answers the same when it is called again. */
  readonly calls?: number;
  /** Faults that are due from the beginning. */
  readonly faults?: readonly Fault[];
  /** Chooses how concurrent work interleaves. */
  readonly pick?: Pick;
  /** Whether Step Functions succeeds in stopping the jobs of a stopped execution. */
  readonly stopsJobs?: boolean;
}

export type RunOptions = Outcomes & { readonly force?: boolean };

/** The loop in one process: the synthesized state machines over the stages' own code, in virtual time. */
export class Loop {
  readonly clock: VirtualClock;
  readonly faults = new Faults();
  readonly jobs: Jobs;
  readonly functions: Functions;
  readonly machines: StepFunctions;
  readonly runtime = new MemoryRuntime();
  readonly world: World;
  /** What the jobs that are created from now on come to. */
  outcomes: Outcomes = {};

  constructor(world: World, templates: Templates, options: LoopOptions = {}) {
    this.world = world;
    this.faults.arm(options.faults ?? []);
    this.clock = new VirtualClock(world.clock, options.pick);
    this.jobs = new Jobs({
      clock: this.clock,
      program: programs(world, () => this.outcomes),
      isOverQuota: (name) => outcomeOf(this.outcomes, name) === 'over-quota',
    });
    this.functions = new Functions({
      clock: this.clock,
      faults: this.faults,
      ports: this.#ports(),
      timeoutSeconds: templates.timeoutSeconds,
      calls: options.calls ?? 1,
    });
    this.machines = new StepFunctions({
      clock: this.clock,
      faults: this.faults,
      machines: templates.machines,
      functions: this.functions,
      jobs: this.jobs,
      stopsJobs: options.stopsJobs ?? true,
      onEnd: (execution) => this.#tell(execution, templates.toldEnds),
    });
    world.registry.onStateChange = (changed) => this.#tellOfPackage(changed);
  }

  /** Starts a run; nothing of it happens before time passes. */
  start(name: string, options: RunOptions = {}): Execution {
    const { force = false, ...outcomes } = options;
    this.outcomes = outcomes;
    return this.machines.begin('retrain', name, { workload: WORKLOAD, trigger: 'upload', force });
  }

  /** Starts a run and goes on until nothing is left to do. Gives what `conclude` said. */
  async run(name: string, options: RunOptions = {}): Promise<ConcludeAnswer> {
    const execution = this.start(name, options);
    await this.settle();
    return this.conclusionOf(execution);
  }

  /** Starts a run and goes on until it comes to a state. Gives the data with which it comes there. */
  async walk(name: string, options: RunOptions = {}, state = 'Conclude'): Promise<RunState> {
    const execution = this.start(name, options);
    await this.untilState(execution, state);
    return runStateSchema.parse(inputOf(execution, state));
  }

  /** Goes on until nothing is left to do. */
  async settle(): Promise<void> {
    await this.until(() => false);
  }

  /** Goes on until the execution comes to a state, which it has not begun then. */
  untilState(execution: Execution, state: string): Promise<void> {
    return this.until(() => statesOf(execution).at(-1) === state);
  }

  async until(done: () => boolean): Promise<void> {
    await this.clock.run(done);
    const [broken] = this.machines.broken;
    if (broken !== undefined) throw broken;
  }

  /** What `conclude` said at the end of a run. */
  conclusionOf(execution: Execution): ConcludeAnswer {
    return concludeAnswerSchema.parse(answerOf(execution, 'Conclude'));
  }

  /** A release of its own, as a person starts it. */
  async rollout(input: RolloutInput, name = `rollout-${this.machines.all.length}`): Promise<Execution> {
    const execution = this.machines.begin('rollout', name, sent(input));
    await this.settle();
    return execution;
  }

  /** Objects come into the raw bucket: S3's events reach `admit`. */
  upload(...keys: string[]): void {
    for (const key of keys) this.functions.send('admit', sent(objectCreated(`${WORKLOAD}/${key}`)));
  }

  /** The schedule of `keep` comes round. */
  beat(): void {
    this.functions.send('keep', { 'detail-type': 'Scheduled Event' });
  }

  /** A person decides on a package in the registry. */
  async decide(packageVersion: number, status: 'Approved' | 'Rejected', reason: string): Promise<void> {
    const found = this.world.registry.packages.find((one) => one.packageVersion === packageVersion);
    if (found === undefined) throw new Error(`There is no version ${packageVersion}.`);
    await this.world.registry.decide(found.packageArn, status, reason, 'ada');
  }

  #ports(): Ports {
    const { world } = this;
    return {
      ...world,
      now: () => new Date(this.clock.now),
      workloadNames: [WORKLOAD],
      images: { digestOf: async () => undefined },
      runtime: this.runtime,
      jobs: this.jobs,
      processing: processingPort(world, () => this.outcomes),
      tasks: {
        succeed: (token, output) => this.machines.tokens.succeed(token, output),
        fail: (token, error, cause) => this.machines.tokens.fail(token, error, cause),
      },
      executions: {
        start: (arn, name, input) => {
          world.started.set(name, input);
          return this.machines.start(arn, name, input);
        },
        status: (arn) => this.machines.status(arn),
        describe: (arn) => this.machines.describe(arn),
      },
      scheduler: {
        startAt: async (name, at, input) => {
          if (world.scheduled.has(name)) return;
          world.scheduled.set(name, { at, input });
          const seconds = Math.max(0, (at.getTime() - this.clock.now) / 1000);
          this.clock.after(seconds, () => void this.machines.begin('retrain', `scheduled-${name}`, sent(input)));
        },
      },
    };
  }

  /** EventBridge tells `approve` of every change in the registry. */
  #tellOfPackage({ packageArn, packageVersion, status }: RegisteredPackage): void {
    this.functions.send('approve', {
      'detail-type': 'SageMaker Model Package State Change',
      detail: {
        ModelPackageGroupName: 'group',
        ModelPackageVersion: packageVersion,
        ModelPackageArn: packageArn,
        ModelApprovalStatus: status,
      },
    });
  }

  /** EventBridge tells `conclude` of runs that ended badly. */
  #tell({ machine, arn, status, input, error, cause }: Execution, toldEnds: readonly string[]): void {
    if (machine !== 'retrain' || !toldEnds.includes(status)) return;
    this.functions.send('conclude', {
      'detail-type': 'Step Functions Execution Status Change',
      detail: {
        executionArn: arn,
        stateMachineArn: machineArn('retrain'),
        status,
        input: JSON.stringify(input),
        error: error ?? null,
        cause: cause ?? null,
      },
    });
  }
}
