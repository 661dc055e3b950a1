import { setTimeout as delay } from 'node:timers/promises';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import type { World } from '../world/world.ts';

const NAME = '/marks/last';
const EVERY_MS = 200;

/** Writes the time into the local AWS again and again, to see afterwards as of when it came back. */
export class Marks {
  readonly #world: World;
  readonly #since = Date.now();
  readonly #stop = new AbortController();
  readonly #writing: Promise<void>;

  constructor(world: World) {
    this.#world = world;
    this.#writing = this.#write();
  }

  /** How much of the time before `killedAt` is lost, in seconds. */
  async lostBefore(killedAt: number): Promise<number> {
    const { Parameter } = await this.#world.root.ssm.send(new GetParameterCommand({ Name: NAME }));
    return (killedAt - Math.max(this.#since, Number(Parameter?.Value ?? 0))) / 1000;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const Value = String(Date.now());
      const mark = new PutParameterCommand({ Name: NAME, Value, Type: 'String', Overwrite: true });
      // It fails as soon as what it writes to is killed: that mark was never answered for.
      await this.#world.root.ssm.send(mark).catch(() => undefined);
      await delay(EVERY_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }
}
