import type { Json, JsonObject } from './json.ts';
import type { Visit } from './machine.ts';
import { fill } from './payload.ts';
import { write } from './reference-path.ts';

interface ResultFields {
  readonly ResultSelector?: JsonObject | undefined;
  readonly ResultPath: string | null;
}

/** A state's output: its result, selected from and put where the state says. */
export function withResult(state: ResultFields, result: Json, { input, context }: Visit): Json {
  const selected = state.ResultSelector === undefined ? result : fill(state.ResultSelector, result, context);
  return state.ResultPath === null ? input : write(state.ResultPath, input, selected);
}
