import { setTimeout as delay } from 'node:timers/promises';
import { described } from '../jobs/download.ts';
import type { Deployment, Endpoint } from '../state/records.ts';
import type { Surroundings } from '../surroundings.ts';
import { DeploymentFailed } from './endpoint-error.ts';
import { Fleet } from './fleet.ts';

const LONGEST_WAIT_MS = 30_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** Brings endpoints up, moves them to new deployments and takes them down; one change at a time for each. */
export class EndpointManager {
  readonly #plane: Surroundings;
  readonly #serving = new Map<string, Fleet>();
  /** Every fleet that may have containers. */
  readonly #fleets = new Set<Fleet>();
  /** The change under way, by endpoint. */
  readonly #changes = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();

  constructor(plane: Surroundings) {
    this.#plane = plane;
  }

  /** The fleet that answers for an endpoint. After a restart of the plane it waits a while for it to come back. */
  async serving(name: string): Promise<Fleet | undefined> {
    const fleet = this.#serving.get(name);
    if (fleet) return fleet;
    const status = this.#plane.store.endpoints.get(name)?.status;
    if (status !== 'InService' && status !== 'Updating') return undefined;
    const until = Date.now() + LONGEST_WAIT_MS;
    while (!this.#serving.has(name) && Date.now() < until && !this.#stop.signal.aborted) await delay(50);
    return this.#serving.get(name);
  }

  /** Brings up an endpoint whose record says Creating. */
  create(name: string): void {
    this.#change(name, async () => {
      const endpoint = this.#plane.store.endpoints.get(name);
      if (endpoint === undefined) return;
      try {
        await this.#bringUp(name, endpoint.deployment);
        this.#move(name, { status: 'InService', failureReason: undefined });
      } catch (error) {
        this.#move(name, { status: 'Failed', failureReason: reasonOf(error) });
      }
    });
  }

  /** Moves an endpoint to its pending deployment; the old one answers until the new one has passed every check. */
  update(name: string): void {
    this.#change(name, async () => {
      const pending = this.#plane.store.endpoints.get(name)?.pending;
      if (pending === undefined) return;
      const old = this.#serving.get(name);
      try {
        await this.#bringUp(name, pending);
      } catch (error) {
        this.#move(name, { status: 'InService', pending: undefined, failureReason: reasonOf(error) });
        return;
      }
      this.#move(name, { status: 'InService', deployment: pending, pending: undefined, failureReason: undefined });
      await this.#retire(old);
    });
  }

  /** Takes down an endpoint whose record says Deleting: what is under way is answered, then its record goes. */
  delete(name: string): void {
    this.#change(name, async () => {
      const fleet = this.#serving.get(name);
      this.#serving.delete(name);
      await this.#retire(fleet);
      const arn = this.#plane.store.endpoints.get(name)?.arn;
      this.#plane.store.endpoints.delete(name);
      if (arn !== undefined) this.#plane.store.tags.forget(arn);
    });
  }

  /** Brings back what the last process served. An update that it was in the middle of is rolled back. */
  restore(): void {
    for (const endpoint of this.#plane.store.endpoints.all()) {
      switch (endpoint.status) {
        case 'Creating':
          this.create(endpoint.name);
          break;
        case 'Deleting':
          this.delete(endpoint.name);
          break;
        case 'Failed':
          break;
        default:
          this.#change(endpoint.name, () => this.#bringBack(endpoint));
      }
    }
  }

  /** Resolves when no change of the endpoint is under way. */
  async settled(name: string): Promise<void> {
    await this.#changes.get(name);
  }

  async shutdown(): Promise<void> {
    this.#stop.abort();
    await Promise.all([...this.#fleets].map((fleet) => fleet.suspend()));
    await Promise.all(this.#changes.values());
  }

  async #bringUp(name: string, deployment: Deployment, keepFiles = false): Promise<void> {
    const fleet = new Fleet(this.#plane, name, deployment);
    this.#fleets.add(fleet);
    try {
      await fleet.start();
    } catch (error) {
      if (!keepFiles && !this.#stop.signal.aborted) await this.#retire(fleet);
      throw error;
    }
    if (this.#stop.signal.aborted) await fleet.suspend();
    else this.#serving.set(name, fleet);
  }

  async #retire(fleet: Fleet | undefined): Promise<void> {
    if (fleet === undefined) return;
    await fleet.retire();
    this.#fleets.delete(fleet);
  }

  async #bringBack(endpoint: Endpoint): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; !this.#stop.signal.aborted; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        await this.#bringUp(endpoint.name, endpoint.deployment, true);
        break;
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        this.#plane.onTrouble(`endpoint ${endpoint.name} is not back yet: ${described(error)}`);
        await delay(pauseMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      }
    }
    if (endpoint.pending) await new Fleet(this.#plane, endpoint.name, endpoint.pending).retire();
    if (endpoint.status === 'Updating' && !this.#stop.signal.aborted) {
      const failureReason = 'The local runtime was restarted during the update; the endpoint was rolled back.';
      this.#move(endpoint.name, { status: 'InService', pending: undefined, failureReason });
    }
  }

  #change(name: string, change: () => Promise<void>): void {
    const before = this.#changes.get(name) ?? Promise.resolve();
    const after = before.then(change).catch((error) => {
      this.#plane.onTrouble(`endpoint ${name}: ${described(error)}`);
    });
    this.#changes.set(name, after);
  }

  #move(name: string, change: Partial<Endpoint>): void {
    if (this.#stop.signal.aborted) return;
    const { store, announce, now } = this.#plane;
    store.atomically(() => {
      const after = store.endpoints.update(name, { ...change, modifiedAt: now() });
      if (after) announce.endpoint(after);
    });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof DeploymentFailed ? error.message : `Unable to deploy: ${described(error)}`.slice(0, 1024);
}
