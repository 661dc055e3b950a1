import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { PlatformError } from '../../domain/errors.ts';
import type { RecordReader } from '../adapters/records.ts';
import type { Board } from '../progress/board.ts';
import type { Clock } from './clock.ts';
import { stepsOfRun } from './steps-of-run.ts';

const POLL_MS = 500;

/** What every follower needs besides the thing that it follows. */
export interface FollowContext {
  readonly records: RecordReader;
  readonly board: Board;
  readonly clock: Clock;
  /** Ctrl-C: following ends, the run goes on. */
  readonly signal: AbortSignal;
  /** Following ends with `WAIT_TIMED_OUT` after so long. */
  readonly limitSeconds: number;
}

/** Polls until `look` gives something. Throws `INTERRUPTED` or `WAIT_TIMED_OUT`, both with what to do to look again. */
export async function poll<T>(
  { clock, signal, limitSeconds }: Pick<FollowContext, 'clock' | 'signal' | 'limitSeconds'>,
  what: string,
  again: string,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = clock.now().getTime() + limitSeconds * 1000;
  for (;;) {
    if (signal.aborted) {
      throw new PlatformError('INTERRUPTED', `Detached from ${what}; it goes on.`, { next: again });
    }
    const found = await look();
    if (found !== undefined) return found;
    if (clock.now().getTime() >= deadline) {
      throw new PlatformError('WAIT_TIMED_OUT', `Stopped waiting for ${what} after ${limitSeconds} s; it goes on.`, {
        next: again,
      });
    }
    await clock.wait(POLL_MS, signal);
  }
}

/**
 * Shows a run's stages until it has ended or waits for a person.
 * Throws `RUN_UNKNOWN` when there is no such run.
 */
export async function followRun(
  context: FollowContext,
  workload: string,
  runId: string,
  again: string,
  isEnough: (run: RunRecord) => boolean = ({ outcome }) => outcome !== 'running',
): Promise<RunRecord> {
  return poll(context, `run ${runId}`, again, async () => {
    const run = await context.records.run(workload, runId);
    if (!run) throw new PlatformError('RUN_UNKNOWN', `There is no run ${runId} of ${workload}.`);
    for (const step of stepsOfRun(run, context.clock.now())) context.board.show(step);
    return isEnough(run) ? run : undefined;
  });
}
