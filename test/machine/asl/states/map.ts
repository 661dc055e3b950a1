import { runBranches } from '../branches.ts';
import type { StateOf } from '../definition.ts';
import { runtimeFailure } from '../failure.ts';
import { guard } from '../guard.ts';
import { interpret } from '../interpret.ts';
import { isArray, type Json } from '../json.ts';
import type { Visit } from '../machine.ts';
import { fill } from '../payload.ts';
import { read } from '../reference-path.ts';
import { withResult } from '../result.ts';
import type { Step } from '../step.ts';

/** Runs its processor for each item. */
export function runMap(state: StateOf<'Map'>, visit: Visit): Promise<Step> {
  const { input, machine, scope } = visit;
  return guard(state, visit, async () => {
    const items = read(state.ItemsPath, input);
    if (!isArray(items)) throw runtimeFailure(`${state.ItemsPath} must be an array.`);
    const results = await runBranches(items.length, state.MaxConcurrency, scope, (index, own) => {
      const value = items[index] ?? null;
      const context = { ...visit.context, Map: { Item: { Index: index, Value: value } } };
      const given: Json = state.ItemSelector === undefined ? value : fill(state.ItemSelector, input, context);
      return interpret(state.ItemProcessor, given, context, machine, own);
    });
    return { output: withResult(state, results, visit), next: state.Next };
  });
}
