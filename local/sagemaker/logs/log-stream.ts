import type { LogEvent, LogGroups } from '../adapters/log-groups.ts';

const FLUSH_MS = 500;
const MOST_EVENTS = 1_000;
/** CloudWatch Logs takes 1 MiB a call, and counts 26 bytes for each event. */
const MOST_BYTES = 900_000;
const LONGEST_LINE = 200_000;
const ATTEMPTS = 3;

/** One stream of a log group; lines are sent in order, a batch at a time. */
export class LogStream {
  readonly #groups: LogGroups;
  readonly #group: string;
  readonly #stream: string;
  readonly #onTrouble: (message: string) => void;
  #pending: LogEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void>;

  constructor(groups: LogGroups, group: string, stream: string, onTrouble: (message: string) => void) {
    this.#groups = groups;
    this.#group = group;
    this.#stream = stream;
    this.#onTrouble = onTrouble;
    this.#sending = this.#try('created', () => groups.ensure(group, stream));
  }

  write(line: string): void {
    this.#pending.push({ timestamp: Date.now(), message: line === '' ? ' ' : line.slice(0, LONGEST_LINE) });
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  /** Resolves when every line was sent, or given up after some attempts. */
  async close(): Promise<void> {
    this.#flush();
    await this.#sending;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batches = inBatches(this.#pending);
    this.#pending = [];
    for (const batch of batches) {
      this.#sending = this.#sending.then(() =>
        this.#try('written', () => this.#groups.append(this.#group, this.#stream, batch)),
      );
    }
  }

  async #try(done: string, action: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await action();
        return;
      } catch (error) {
        if (attempt < ATTEMPTS) continue;
        this.#onTrouble(`log stream ${this.#group}/${this.#stream} not ${done}: ${String(error)}`);
        return;
      }
    }
  }
}

function inBatches(events: readonly LogEvent[]): LogEvent[][] {
  const batches: LogEvent[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const event of events) {
    const size = Buffer.byteLength(event.message) + 26;
    if (bytes + size > MOST_BYTES || (batches.at(-1)?.length ?? MOST_EVENTS) >= MOST_EVENTS) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(event);
    bytes += size;
  }
  return batches;
}
