import { Slots } from './slots.ts';
import type { StopReason } from './stop-reason.ts';

interface ActiveJob {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** The jobs that run now or wait for a slot, by ARN. */
export class JobDesk {
  readonly #slots: Slots;
  readonly #active = new Map<string, ActiveJob>();

  constructor(concurrentJobs: number) {
    this.#slots = new Slots(concurrentJobs);
  }

  /** Starts `run`, which must not reject: a job's failure is a state of the job. */
  start(arn: string, run: (slots: Slots, signal: AbortSignal) => Promise<void>): void {
    const abort = new AbortController();
    const done = run(this.#slots, abort.signal).finally(() => this.#active.delete(arn));
    this.#active.set(arn, { abort, done });
  }

  stop(arn: string): void {
    this.#active.get(arn)?.abort.abort({ kind: 'requested' } satisfies StopReason);
  }

  /** Ends all containers; the jobs stay InProgress on record, to be failed by the next start. */
  async shutdown(): Promise<void> {
    const active = [...this.#active.values()];
    for (const job of active) job.abort.abort({ kind: 'shutdown' } satisfies StopReason);
    await Promise.all(active.map((job) => job.done));
  }

  /** Resolves when the job of that ARN, if there is one, has ended. */
  async ended(arn: string): Promise<void> {
    await this.#active.get(arn)?.done;
  }
}
