import type { StateOf } from '../definition.ts';
import { runtimeFailure, StateFailure } from '../failure.ts';
import { guard } from '../guard.ts';
import { isObject, type Json } from '../json.ts';
import type { Visit } from '../machine.ts';
import { fill } from '../payload.ts';
import { read } from '../reference-path.ts';
import { withResult } from '../result.ts';
import type { Step } from '../step.ts';

/** Does a task, within its time. Every attempt has a token of its own. */
export function runTask(state: StateOf<'Task'>, visit: Visit): Promise<Step> {
  return guard(state, visit, async () => {
    const answer = await attempt(state, visit);
    return { output: withResult(state, answer, visit), next: state.Next };
  });
}

async function attempt(state: StateOf<'Task'>, visit: Visit): Promise<Json> {
  const { name, input, machine, scope } = visit;
  const token = machine.token();
  const context = { ...visit.context, Task: { Token: token } };
  const parameters = state.Parameters === undefined ? input : fill(state.Parameters, input, context);
  machine.happened({ kind: 'called', state: name, parameters });
  const own = scope.child();
  const late = timeLimit(state, visit);
  own.onAbandoned(late.cancel);
  const task = machine.task({ state: name, resource: state.Resource, parameters, token, scope: own });
  try {
    const answer = await scope.follow(Promise.race([task, late.over]));
    machine.happened({ kind: 'answered', state: name, answer });
    return answer;
  } catch (thrown) {
    if (thrown === late.failure) own.abandon('timed-out');
    throw thrown;
  } finally {
    late.cancel();
    own.finish();
  }
}

function timeLimit(state: StateOf<'Task'>, { input, machine }: Visit) {
  const failure = new StateFailure('States.Timeout', '');
  const seconds = secondsOf(state, input);
  let cancel = (): void => {};
  const over = new Promise<never>((_, reject) => {
    if (seconds !== undefined) cancel = machine.clock.after(seconds, () => reject(failure));
  });
  return { failure, over, cancel: () => cancel() };
}

function secondsOf({ TimeoutSeconds, TimeoutSecondsPath }: StateOf<'Task'>, input: Json): number | undefined {
  if (TimeoutSecondsPath === undefined) return TimeoutSeconds;
  const seconds = isObject(input) ? read(TimeoutSecondsPath, input) : undefined;
  if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds > 0) return seconds;
  throw runtimeFailure(`${TimeoutSecondsPath} must be a positive whole number.`);
}
