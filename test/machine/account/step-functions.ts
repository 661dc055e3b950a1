import type { ExecutionState, ExecutionStatus } from '../../../domain/execution.ts';
import type { Executions } from '../../../lambdas/adapters/executions.ts';
import { StateFailure } from '../asl/failure.ts';
import { interpret } from '../asl/interpret.ts';
import { type Json, type JsonObject, sent } from '../asl/json.ts';
import type { Happening, TaskCall } from '../asl/machine.ts';
import { Scope } from '../asl/scope.ts';
import type { VirtualClock } from '../clock.ts';
import { executionArn, type MachineName, machineArn } from './arns.ts';
import type { Execution } from './execution.ts';
import type { Faults } from './faults.ts';
import { integrationOf, type Services } from './integrations.ts';
import type { Templates } from './templates.ts';
import { Tokens } from './tokens.ts';

export interface StepFunctionsProps extends Pick<Services, 'functions' | 'jobs' | 'stopsJobs'> {
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly machines: Templates['machines'];
  /** Told of every execution that has ended. */
  readonly onEnd: (execution: Execution) => void;
}

const forever = <T>(): Promise<T> => new Promise<T>(() => {});

/** Standard executions of the synthesized state machines. */
export class StepFunctions implements Executions {
  readonly all: Execution[] = [];
  readonly tokens = new Tokens();
  /** What went wrong in the simulation itself. */
  readonly broken: unknown[] = [];
  readonly #props: StepFunctionsProps;
  readonly #watchers = new Map<Execution, (() => void)[]>();
  #tokens = 0;

  constructor(props: StepFunctionsProps) {
    this.#props = props;
  }

  async start(stateMachineArn: string, name: string, input: unknown): Promise<string> {
    return this.begin(machineOf(stateMachineArn), name, sent(input)).arn;
  }

  async status(arn: string): Promise<ExecutionStatus | undefined> {
    return this.find(arn)?.status;
  }

  async describe(arn: string): Promise<ExecutionState | undefined> {
    const found = this.find(arn);
    return found && { status: found.status, error: found.error, cause: found.cause };
  }

  find(arn: string): Execution | undefined {
    return this.all.find((execution) => execution.arn === arn);
  }

  /** Starts an execution; one of this name that was started before is the one. */
  begin(machine: MachineName, name: string, input: Json): Execution {
    const arn = executionArn(machine, name);
    const known = this.find(arn);
    if (known !== undefined) return known;
    const startedAt = this.#props.clock.now;
    const execution: Execution = {
      arn,
      name,
      machine,
      input,
      startedAt,
      history: [],
      scope: new Scope(),
      status: 'RUNNING',
    };
    this.all.push(execution);
    void this.#run(execution);
    return execution;
  }

  /** Stops an execution from outside. */
  stop(execution: Execution, error = '', cause = ''): void {
    this.#end(execution, { status: 'ABORTED', error, cause });
  }

  ended(execution: Execution): Promise<void> {
    if (execution.status !== 'RUNNING') return Promise.resolve();
    return new Promise((resolve) => this.#watchers.set(execution, [...(this.#watchers.get(execution) ?? []), resolve]));
  }

  async #run(execution: Execution): Promise<void> {
    const { clock, machines } = this.#props;
    const definition = machines[execution.machine];
    const { input, scope } = execution;
    if (definition.TimeoutSeconds !== undefined) {
      const cancel = clock.after(definition.TimeoutSeconds, () =>
        this.#end(execution, { status: 'TIMED_OUT', error: 'States.Timeout' }),
      );
      scope.onAbandoned(cancel);
      void this.ended(execution).then(cancel);
    }
    const machine = {
      clock,
      context: contextOf(execution),
      token: () => {
        this.#tokens += 1;
        return `token-${this.#tokens}`;
      },
      task: (call: TaskCall) => this.#task(execution, call),
      happened: (happening: Happening) => this.#happened(execution, happening),
    };
    try {
      const output = await interpret(definition, input, machine.context, machine, scope);
      this.#end(execution, { status: 'SUCCEEDED', output });
    } catch (thrown) {
      if (!(thrown instanceof StateFailure)) this.broken.push(thrown);
      const { Error: error, Cause: cause } =
        thrown instanceof StateFailure ? thrown.output : { Error: 'Simulation', Cause: String(thrown) };
      this.#end(execution, { status: 'FAILED', error, cause });
    }
  }

  #happened(execution: Execution, happening: Happening): void {
    execution.history.push(happening);
    if (happening.kind === 'entered' && this.#props.faults.at(`enter/${happening.state}`)?.kind === 'stopped-before') {
      this.stop(execution, '', 'stopped by a fault');
    }
  }

  async #task(execution: Execution, call: TaskCall): Promise<Json> {
    const { refusal, begin } = integrationOf(call.resource);
    const services: Services = {
      ...this.#props,
      tokens: this.tokens,
      startNested: (arn, input) => this.begin(machineOf(arn), `nested-${this.all.length}`, input),
      ended: (nested) => this.ended(nested),
      stop: (nested) => this.stop(nested, '', 'the execution that waited for it was stopped'),
    };
    const fault = this.#props.faults.at(`state/${call.state}`);
    switch (fault?.kind) {
      case 'task-throttled':
        throw new StateFailure(refusal, 'Rate exceeded');
      case 'task-failed':
        throw new StateFailure('States.TaskFailed', '');
      case 'task-error':
        throw new StateFailure(fault.error ?? '', JSON.stringify({ errorType: fault.error, errorMessage: 'injected' }));
      case 'task-denied':
        throw new StateFailure('States.Permissions', 'The role is not authorized to perform the call');
      case 'task-answer-lost':
        await begin(call, services);
        throw new StateFailure(refusal, 'The answer was lost');
      case 'task-hangs':
        return forever();
      case 'stopped-after':
        await (await begin(call, services))();
        this.stop(execution, '', 'stopped by a fault');
        return forever();
      default:
        return (await begin(call, services))();
    }
  }

  #end(execution: Execution, end: Pick<Execution, 'status' | 'output' | 'error' | 'cause'>): void {
    if (execution.status !== 'RUNNING') return;
    Object.assign(execution, end, { endedAt: this.#props.clock.now });
    if (end.status === 'SUCCEEDED' || end.status === 'FAILED') execution.scope.finish();
    else execution.scope.abandon('stopped');
    for (const ring of this.#watchers.get(execution) ?? []) ring();
    this.#props.onEnd(execution);
  }
}

function machineOf(arn: string): MachineName {
  if (arn === machineArn('retrain')) return 'retrain';
  if (arn === machineArn('rollout')) return 'rollout';
  throw new Error(`There is no state machine ${arn}.`);
}

const contextOf = ({ arn, name, machine, input, startedAt }: Execution): JsonObject => ({
  Execution: { Id: arn, Name: name, Input: input, StartTime: new Date(startedAt).toISOString() },
  StateMachine: { Id: machineArn(machine), Name: machine },
});
