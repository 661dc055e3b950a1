import type { StateOf } from '../definition.ts';
import { StateFailure } from '../failure.ts';
import type { Visit } from '../machine.ts';
import { evaluate } from '../payload.ts';

/** Ends the execution with an error. */
export function fail(state: StateOf<'Fail'>, { input, context }: Visit): never {
  const text = (path: string | undefined, given: string | undefined): string => {
    if (path === undefined) return given ?? '';
    const value = evaluate(path, input, context);
    if (typeof value === 'string') return value;
    throw new StateFailure('States.Runtime', `${path} must be a string.`);
  };
  throw new StateFailure(text(state.ErrorPath, state.Error), text(state.CausePath, state.Cause));
}
