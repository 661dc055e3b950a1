/** Why nobody waits for something any more. */
export type Abandoned = 'stopped' | 'timed-out';

/** A piece of work that can be given up, with all that it began. What was given up never goes on. */
export class Scope {
  readonly #children = new Set<Scope>();
  readonly #onEnd: ((why: Abandoned) => void)[] = [];
  #isOver = false;

  child(): Scope {
    const child = new Scope();
    this.#children.add(child);
    return child;
  }

  onAbandoned(callback: (why: Abandoned) => void): void {
    this.#onEnd.push(callback);
  }

  abandon(why: Abandoned): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const child of this.#children) child.abandon(why);
    for (const callback of this.#onEnd) callback(why);
  }

  /** The work came to its own end: there is nothing to give up any more. */
  finish(): void {
    this.#isOver = true;
  }

  /** The promise, which stays open for ever once the work was given up. */
  follow<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => this.#isOver || resolve(value),
        (error: unknown) => this.#isOver || reject(error),
      );
    });
  }
}
