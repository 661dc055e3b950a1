import { setTimeout as delay } from 'node:timers/promises';
import type { World } from '../../loop/world/world.ts';

const PAUSE_MS = 300;

export interface FailedPrediction {
  readonly at: number;
  readonly why: string;
}

/** An application that asks for predictions all the time. */
export class Prober {
  readonly #world: World;
  readonly #stopping = new AbortController();
  readonly #failures: FailedPrediction[] = [];
  #asked = 0;
  #excused = false;
  #loop: Promise<void> | undefined;
  #asking: Promise<unknown> = Promise.resolve();
  #held: Promise<void> = Promise.resolve();

  constructor(world: World) {
    this.#world = world;
  }

  get asked(): number {
    return this.#asked;
  }

  /** What failed since the last call. */
  takeFailures(): FailedPrediction[] {
    return this.#failures.splice(0);
  }

  /** Waits until the request that is under way has its answer, so that a late failure counts where it belongs. */
  async answered(): Promise<void> {
    await this.#asking;
  }

  /** Does something between two requests. */
  async between(action: () => Promise<void>): Promise<void> {
    this.#held = this.#asking.then(action);
    await this.#held;
  }

  /** Nobody can answer while the whole runtime is dead. */
  excuse(): void {
    this.#excused = true;
    this.#failures.length = 0;
  }

  /** Waits for the next answer, from which on every one counts again. */
  async expectAgain(limitSeconds = 60): Promise<void> {
    const deadline = Date.now() + limitSeconds * 1000;
    while (!(await this.#ask())) {
      if (Date.now() > deadline) throw new Error(`the endpoint does not answer ${limitSeconds} s after the restart`);
      await delay(PAUSE_MS);
    }
    this.#excused = false;
    this.#failures.length = 0;
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      await this.#held;
      this.#asking = this.#ask();
      await this.#asking;
      await delay(PAUSE_MS, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
  }

  async #ask(): Promise<boolean> {
    const at = Date.now();
    this.#asked += 1;
    const why = await this.#world.callApi({ body: { texts: ['It works well.'] } }).then(
      ({ status, body }) => (status === 200 ? undefined : `${status} ${JSON.stringify(body)}`),
      (error: unknown) => String(error),
    );
    if (why !== undefined && !this.#excused) this.#failures.push({ at, why });
    return why === undefined;
  }
}
