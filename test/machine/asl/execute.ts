import { VirtualClock } from '../clock.ts';
import { readDefinition } from './definition.ts';
import { StateFailure } from './failure.ts';
import { interpret } from './interpret.ts';
import type { Json } from './json.ts';
import type { Happening, TaskCall } from './machine.ts';
import { Scope } from './scope.ts';

export interface Executed {
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  /** Virtual seconds that it took. */
  readonly seconds: number;
  readonly states: readonly string[];
  readonly history: readonly Happening[];
}

type Task = (parameters: Json, call: TaskCall, clock: VirtualClock) => Json | Promise<Json>;

/** Runs a definition on its own, with a task for each resource. */
export async function execute(
  definition: object,
  input: Json = {},
  tasks: Record<string, Task> = {},
): Promise<Executed> {
  const clock = new VirtualClock(0);
  const history: Happening[] = [];
  const context = { Execution: { Id: 'execution', Name: 'e', Input: input } };
  let token = 0;
  let ended: { output: Json } | { error: string; cause: string } | { broken: unknown } | undefined;
  const machine = {
    clock,
    context,
    token: () => {
      token += 1;
      return `token-${token}`;
    },
    task: async (call: TaskCall) => {
      const task = tasks[call.resource];
      if (task === undefined) throw new Error(`There is no task ${call.resource}.`);
      return task(call.parameters, call, clock);
    },
    happened: (happening: Happening) => void history.push(happening),
  };
  interpret(readDefinition(JSON.stringify(definition)), input, context, machine, new Scope()).then(
    (output) => {
      ended = { output };
    },
    (thrown: unknown) => {
      ended = thrown instanceof StateFailure ? { error: thrown.error, cause: thrown.message } : { broken: thrown };
    },
  );
  await clock.run(() => ended !== undefined);
  if (ended !== undefined && 'broken' in ended) throw ended.broken;
  const states = history.flatMap((each) => (each.kind === 'entered' ? [each.state] : []));
  return { ...ended, seconds: clock.now / 1000, states, history };
}

export const failing =
  (error: string, times = Number.POSITIVE_INFINITY): Task =>
  () => {
    if (times <= 0) return 'done';
    times -= 1;
    throw new StateFailure(error, `cause of ${error}`);
  };

/** A machine of one state. */
export const only = (state: object): object => ({ StartAt: 'Only', States: { Only: { End: true, ...state } } });
