import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventBus, ServiceEvent } from '../adapters/event-bus.ts';

export interface OutboxOptions {
  /** Sends each event twice, as the real service sometimes does. */
  readonly duplicate: boolean;
  readonly onTrouble: (message: string) => void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
/** The bus is as durable as the emulator's last save, a few seconds ago: for so long an event may have to be sent again. */
const KEPT_MS = 10_000;

/**
 * Events kept until the bus has taken them for good, in order: a change of state is never silent, also over a restart.
 * What was sent shortly before the last process ended is sent again, as the real service sometimes does.
 */
export class Outbox {
  readonly #database: DatabaseSync;
  readonly #bus: EventBus;
  readonly #options: OutboxOptions;
  #sending: Promise<void> = Promise.resolve();
  readonly #stop = new AbortController();

  constructor(database: DatabaseSync, bus: EventBus, options: OutboxOptions) {
    this.#database = database;
    this.#bus = bus;
    this.#options = options;
  }

  /** Sends again what the bus may have lost with the last process, and what that process had not sent yet. */
  resume(): void {
    this.#database.exec('UPDATE outbox SET sent_at = NULL');
    this.wake();
  }

  add(event: ServiceEvent): void {
    this.#database.prepare('INSERT INTO outbox (body) VALUES (?)').run(JSON.stringify(event));
    this.wake();
  }

  /** Sends what lies there. */
  wake(): void {
    this.#sending = this.#sending.then(() => this.#drain());
  }

  /** Resolves when everything added so far was sent, or the outbox was stopped. */
  async settled(): Promise<void> {
    await this.#sending;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#sending;
  }

  async #drain(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!this.#stop.signal.aborted) {
      const row = this.#database.prepare('SELECT id, body FROM outbox WHERE sent_at IS NULL ORDER BY id LIMIT 1').get();
      if (row === undefined) return;
      const event: ServiceEvent = JSON.parse(String(row.body));
      try {
        await this.#bus.put(event);
        if (this.#options.duplicate) await this.#bus.put(event);
        const sentAt = Date.now();
        this.#database.prepare('UPDATE outbox SET sent_at = ? WHERE id = ?').run(sentAt, row.id ?? null);
        this.#database.prepare('DELETE FROM outbox WHERE sent_at < ?').run(sentAt - KEPT_MS);
        pauseMs = FIRST_PAUSE_MS;
      } catch (error) {
        this.#options.onTrouble(`event not sent yet: ${error instanceof Error ? error.message : String(error)}`);
        await delay(pauseMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }
}
