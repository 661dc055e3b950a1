/** One step of something that takes time, as far as it is known. */
export interface Step {
  readonly name: string;
  readonly status: 'waiting' | 'running' | 'done' | 'failed' | 'skipped';
  /** One line: counts, metrics, what it waits for, or why it failed. */
  readonly note?: string;
  /** How long it took, or has taken so far; milliseconds. */
  readonly elapsedMs?: number;
}

/** Shows steps on stderr. The same step again changes what is shown. */
export interface Board {
  show(step: Step): void;
  /** A line between the steps: what was started, where to look. */
  say(line: string): void;
  /** Ends what is shown. Nothing may be shown afterwards. */
  close(): Promise<void>;
}

/** Under --quiet. */
export const silentBoard: Board = {
  show: () => undefined,
  say: () => undefined,
  close: async () => undefined,
};
