import type { StateOf } from '../definition.ts';
import type { Visit } from '../machine.ts';
import { fill } from '../payload.ts';
import { withResult } from '../result.ts';
import type { Step } from '../step.ts';

/** Hands its input on, or what it makes of it. */
export function pass(state: StateOf<'Pass'>, visit: Visit): Step {
  const { Result, Parameters, ResultPath, Next } = state;
  const made = Result ?? (Parameters === undefined ? visit.input : fill(Parameters, visit.input, visit.context));
  return { output: withResult({ ResultPath }, made, visit), next: Next };
}
