import { setTimeout as delay } from 'node:timers/promises';
import type { Container } from '../engine/engine.ts';
import { call, type HttpAnswer } from './http-call.ts';

export interface ModelServerOptions {
  readonly start: () => Promise<Container>;
  /** Time until the first successful ping. */
  readonly startupTimeoutSeconds: number;
  readonly onTrouble: (message: string) => void;
}

const PING_EVERY_MS = 50;
const PING_TIMEOUT_MS = 2_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A container that ends this often before its first ping will not come up. */
const MOST_STARTS = 3;

/** One container that serves a model: started, pinged, and started again with growing pauses when it dies. */
export class ModelServer {
  readonly #options: ModelServerOptions;
  #container: Container | undefined;
  #healthy = false;
  #stopping = false;
  readonly #wake = new AbortController();
  inFlight = 0;

  constructor(options: ModelServerOptions) {
    this.#options = options;
  }

  get healthy(): boolean {
    return this.#healthy;
  }

  /** Resolves true when it answers its ping, false when it never did. */
  async start(): Promise<boolean> {
    const deadline = Date.now() + this.#options.startupTimeoutSeconds * 1000;
    for (let starts = 1; starts <= MOST_STARTS && !this.#stopping; starts++) {
      if (await this.#bringUp(deadline)) return true;
      if (Date.now() >= deadline) break;
      await this.#pause(FIRST_PAUSE_MS);
    }
    return false;
  }

  /** @throws CallTimedOut, or the socket's error when the container is not there. */
  async invoke(headers: Readonly<Record<string, string>>, body: Buffer, timeoutMs: number): Promise<HttpAnswer> {
    this.inFlight += 1;
    try {
      const url = `${this.#container?.origin}/invocations`;
      return await call({ method: 'POST', url, headers, body, timeoutMs });
    } finally {
      this.inFlight -= 1;
    }
  }

  async stop(graceSeconds: number): Promise<void> {
    this.#stopping = true;
    this.#healthy = false;
    this.#wake.abort();
    await this.#container?.stop(graceSeconds);
  }

  async #bringUp(deadline: number): Promise<boolean> {
    const container = await this.#options.start();
    this.#container = container;
    if (this.#stopping) await container.stop(0);
    let ended = false;
    void container.exited.then(() => {
      ended = true;
      if (this.#container === container && this.#healthy && !this.#stopping) void this.#revive();
    });
    while (!ended && !this.#stopping && Date.now() < deadline) {
      if (await pings(container)) {
        this.#healthy = !ended;
        return this.#healthy;
      }
      await this.#pause(PING_EVERY_MS);
    }
    if (!ended) await container.stop(0);
    return false;
  }

  async #revive(): Promise<void> {
    this.#healthy = false;
    for (let pauseMs = FIRST_PAUSE_MS; !this.#stopping; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      this.#options.onTrouble(`a container died; it is started again in ${pauseMs} ms`);
      await this.#pause(pauseMs);
      if (this.#stopping) return;
      try {
        if (await this.#bringUp(Date.now() + this.#options.startupTimeoutSeconds * 1000)) return;
      } catch (error) {
        this.#options.onTrouble(`a container cannot be started: ${String(error)}`);
      }
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.#wake.signal }).catch(() => undefined);
  }
}

async function pings(container: Container): Promise<boolean> {
  try {
    const answer = await call({ method: 'GET', url: `${container.origin}/ping`, timeoutMs: PING_TIMEOUT_MS });
    return answer.status === 200;
  } catch {
    // Not listening yet is what the ping is there to find out.
    return false;
  }
}
