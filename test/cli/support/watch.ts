import type { RecordReader } from '../../../cli/adapters/records.ts';
import type { Clock } from '../../../cli/follow/clock.ts';
import type { FollowContext } from '../../../cli/follow/follow-run.ts';
import type { Board, Step } from '../../../cli/progress/board.ts';

/** Records that a test changes while they are followed. */
export function recordsOf(read: Partial<RecordReader>): RecordReader {
  return {
    upload: async () => undefined,
    uploads: async () => [],
    run: async () => undefined,
    runs: async () => [],
    lease: async () => undefined,
    brakes: async () => undefined,
    release: async () => undefined,
    ...read,
  };
}

/** A clock that jumps ahead by every wait; `onWait` gets the milliseconds since its start. */
export function jumpingClock(startIso: string, onWait: (elapsedMs: number) => void = () => undefined): Clock {
  const start = Date.parse(startIso);
  let elapsedMs = 0;
  return {
    now: () => new Date(start + elapsedMs),
    wait: async (milliseconds) => {
      elapsedMs += milliseconds;
      onWait(elapsedMs);
    },
  };
}

/** A board that keeps what it was shown. */
export function recordingBoard(): Board & { readonly steps: Step[] } {
  const steps: Step[] = [];
  return { steps, show: (step) => void steps.push(step), say: () => undefined, close: async () => undefined };
}

export const following = (
  records: RecordReader,
  clock: Clock,
  board: Board,
  signal: AbortSignal = new AbortController().signal,
): FollowContext => ({ records, board, clock, signal, limitSeconds: 3_600 });
