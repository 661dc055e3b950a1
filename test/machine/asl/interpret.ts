import type { State, States } from './definition.ts';
import { runtimeFailure, StateFailure } from './failure.ts';
import type { Json, JsonObject } from './json.ts';
import type { Machine, Visit } from './machine.ts';
import { read } from './reference-path.ts';
import type { Scope } from './scope.ts';
import { choose } from './states/choice.ts';
import { fail } from './states/fail.ts';
import { runMap } from './states/map.ts';
import { runParallel } from './states/parallel.ts';
import { pass } from './states/pass.ts';
import { runTask } from './states/task.ts';
import { wait } from './states/wait.ts';
import type { Step } from './step.ts';

const LIMIT_BYTES = 262_144;

/** Takes an input through the states to the end. Throws a `StateFailure` that no state caught. */
export async function interpret(
  states: States,
  input: Json,
  context: JsonObject,
  machine: Machine,
  scope: Scope,
): Promise<Json> {
  let name: string | undefined = states.StartAt;
  let data = input;
  while (name !== undefined) {
    const state: State | undefined = states.States[name];
    if (state === undefined) throw runtimeFailure(`There is no state ${name}.`);
    machine.happened({ kind: 'entered', state: name, input: data });
    await scope.follow(machine.clock.turn());
    const step: Step = await visit(state, {
      name,
      input: data,
      context: within(context, name, machine),
      machine,
      scope,
    });
    data = step.output;
    name = step.next;
    if (JSON.stringify(data).length > LIMIT_BYTES) {
      throw new StateFailure('States.DataLimitExceeded', 'The data of the state is larger than 256 KiB.');
    }
  }
  return data;
}

const within = (context: JsonObject, name: string, { clock }: Machine): JsonObject => ({
  ...context,
  State: { Name: name, EnteredTime: new Date(clock.now).toISOString() },
});

/** One state, with its `InputPath` and `OutputPath`. */
async function visit(state: State, seen: Visit): Promise<Step> {
  if (state.Type === 'Fail') return fail(state, seen);
  const input = state.InputPath === undefined ? seen.input : read(state.InputPath, seen.input);
  const { output, next } = await act(state, { ...seen, input });
  return { output: state.OutputPath === undefined ? output : read(state.OutputPath, output), next };
}

function act(state: Exclude<State, { Type: 'Fail' }>, seen: Visit): Step | Promise<Step> {
  switch (state.Type) {
    case 'Task':
      return runTask(state, seen);
    case 'Map':
      return runMap(state, seen);
    case 'Parallel':
      return runParallel(state, seen);
    case 'Choice':
      return choose(state, seen);
    case 'Pass':
      return pass(state, seen);
    case 'Wait':
      return wait(state, seen);
    case 'Succeed':
      return { output: seen.input, next: undefined };
  }
}
