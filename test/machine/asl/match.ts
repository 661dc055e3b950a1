import type { StateFailure } from './failure.ts';

const TERMINAL = new Set(['States.Runtime', 'States.DataLimitExceeded']);

/** True when a `Retry` or `Catch` with these names is about the error. */
export function isAbout(names: readonly string[], { error }: StateFailure): boolean {
  return names.some((name) => {
    if (name === error) return true;
    if (TERMINAL.has(error)) return false;
    return name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout');
  });
}
