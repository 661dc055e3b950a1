import type { Guarded, Retrier } from './definition.ts';
import { StateFailure } from './failure.ts';
import type { Json } from './json.ts';
import type { Visit } from './machine.ts';
import { isAbout } from './match.ts';
import { write } from './reference-path.ts';
import type { Step } from './step.ts';

/** A state with `Retry` and `Catch`: tries again as its retriers say, and goes where its catchers send it. */
export async function guard(state: Guarded, visit: Visit, attempt: () => Promise<Step>): Promise<Step> {
  const tries = new Map<Retrier, number>();
  for (;;) {
    try {
      return await attempt();
    } catch (thrown) {
      if (!(thrown instanceof StateFailure)) throw thrown;
      const { error } = thrown;
      const about = { state: visit.name, error };
      visit.machine.happened({ kind: 'failed', ...about });
      const seconds = delayOf(state.Retry, thrown, tries);
      if (seconds === undefined) return caught(state, thrown, visit);
      visit.machine.happened({ kind: 'retried', ...about });
      await visit.scope.follow(visit.machine.clock.sleep(seconds));
    }
  }
}

/** Seconds until the next attempt, without jitter; undefined when there is none. */
function delayOf(retriers: readonly Retrier[], failure: StateFailure, tries: Map<Retrier, number>): number | undefined {
  const retrier = retriers.find(({ ErrorEquals }) => isAbout(ErrorEquals, failure));
  if (retrier === undefined) return undefined;
  const before = tries.get(retrier) ?? 0;
  if (before >= retrier.MaxAttempts) return undefined;
  tries.set(retrier, before + 1);
  const { IntervalSeconds, BackoffRate, MaxDelaySeconds = Number.POSITIVE_INFINITY } = retrier;
  return Math.min(IntervalSeconds * BackoffRate ** before, MaxDelaySeconds);
}

function caught(state: Guarded, failure: StateFailure, { name, input, machine }: Visit): Step {
  const catcher = state.Catch.find(({ ErrorEquals }) => isAbout(ErrorEquals, failure));
  if (catcher === undefined) throw failure;
  machine.happened({ kind: 'caught', state: name, error: failure.error });
  const { Next, ResultPath } = catcher;
  const output: Json = ResultPath === null ? input : write(ResultPath, input, failure.output);
  return { output, next: Next };
}
