import type { ObjectPlace, ObjectStore } from '../../../containers/processing/adapters/s3.ts';

/** What goes wrong with a call: nothing, before its effect, or after it. */
export type Fate = 'well' | 'error' | 'answer-lost';

/** An object store of which each call may fail, or may succeed and lose its answer. */
export class FaultyObjects implements ObjectStore {
  readonly #objects: ObjectStore;
  readonly #fate: () => Promise<Fate>;

  /** `fate` is asked, and awaited, before each call. */
  constructor(objects: ObjectStore, fate: () => Promise<Fate>) {
    this.#objects = objects;
    this.#fate = fate;
  }

  download(place: ObjectPlace, path: string) {
    return this.#call(() => this.#objects.download(place, path));
  }

  readText(place: ObjectPlace) {
    return this.#call(() => this.#objects.readText(place));
  }

  putText(...args: Parameters<ObjectStore['putText']>) {
    return this.#call(() => this.#objects.putText(...args));
  }

  putFile(...args: Parameters<ObjectStore['putFile']>) {
    return this.#call(() => this.#objects.putFile(...args));
  }

  metadata(place: ObjectPlace) {
    return this.#call(() => this.#objects.metadata(place));
  }

  list(bucket: string, prefix: string) {
    return this.#call(() => this.#objects.list(bucket, prefix));
  }

  async #call<T>(effect: () => Promise<T>): Promise<T> {
    const fate = await this.#fate();
    if (fate === 'error') throw new InjectedFault();
    const answer = await effect();
    if (fate === 'answer-lost') throw new InjectedFault();
    return answer;
  }
}

export class InjectedFault extends Error {}

/** Runs an action again until nothing goes wrong with it, as the retries of a state machine do. */
export async function untilWell<T>(action: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof InjectedFault)) throw error;
    }
  }
}
