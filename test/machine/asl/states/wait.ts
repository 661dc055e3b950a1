import type { StateOf } from '../definition.ts';
import { runtimeFailure } from '../failure.ts';
import type { Visit } from '../machine.ts';
import { read } from '../reference-path.ts';
import type { Step } from '../step.ts';

/** Waits for a time, or until one. */
export async function wait(state: StateOf<'Wait'>, { input, machine, scope }: Visit): Promise<Step> {
  await scope.follow(machine.clock.sleep(Math.max(0, secondsOf(state))));
  return { output: input, next: state.Next };

  function secondsOf({ Seconds, SecondsPath, Timestamp, TimestampPath }: StateOf<'Wait'>): number {
    if (Seconds !== undefined) return Seconds;
    if (SecondsPath !== undefined) {
      const seconds = read(SecondsPath, input);
      if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0) return seconds;
      throw runtimeFailure(`${SecondsPath} must be a whole number of seconds, not ${JSON.stringify(seconds)}.`);
    }
    const until = Timestamp ?? (TimestampPath === undefined ? undefined : read(TimestampPath, input));
    if (typeof until !== 'string') throw runtimeFailure('A Wait needs a time.');
    return (Date.parse(until) - machine.clock.now) / 1000;
  }
}
