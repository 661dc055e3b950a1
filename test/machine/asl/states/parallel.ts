import { runBranches } from '../branches.ts';
import type { StateOf } from '../definition.ts';
import { guard } from '../guard.ts';
import { interpret } from '../interpret.ts';
import type { Visit } from '../machine.ts';
import { fill } from '../payload.ts';
import { withResult } from '../result.ts';
import type { Step } from '../step.ts';

/** Runs its branches beside each other, each on the whole input. */
export function runParallel(state: StateOf<'Parallel'>, visit: Visit): Promise<Step> {
  const { input, context, machine, scope } = visit;
  return guard(state, visit, async () => {
    const given = state.Parameters === undefined ? input : fill(state.Parameters, input, context);
    const { Branches } = state;
    const results = await runBranches(Branches.length, 0, scope, async (at, own) => {
      const branch = Branches[at];
      return branch === undefined ? null : interpret(branch, given, context, machine, own);
    });
    return { output: withResult(state, results, visit), next: state.Next };
  });
}
