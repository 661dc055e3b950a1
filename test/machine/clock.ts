interface Timer {
  readonly at: number;
  readonly order: number;
  readonly ring: () => void;
}

/** Lets every promise that can go on go on: it comes after all of them. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Chooses one of so many that could go on. */
export type Pick = (count: number) => number;
const first: Pick = () => 0;

/**
 * Virtual time. It stands still while anything can go on, and jumps to the next timer when nothing can. Who asks for
 * a turn goes on when it is chosen, one at a time, so that `pick` decides how concurrent work interleaves.
 */
export class VirtualClock {
  now: number;
  readonly #pick: Pick;
  readonly #turns: (() => void)[] = [];
  readonly #timers = new Set<Timer>();
  #order = 0;

  constructor(now: number, pick: Pick = first) {
    this.now = now;
    this.#pick = pick;
  }

  /** Calls back after so many seconds; gives what takes the call back. */
  after(seconds: number, ring: () => void): () => void {
    const timer = { at: this.now + seconds * 1000, order: this.#order, ring };
    this.#order += 1;
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => void this.after(seconds, resolve));
  }

  /** Waits until it is this one's turn among all that could go on. */
  turn(): Promise<void> {
    return new Promise((resolve) => this.#turns.push(resolve));
  }

  /** Goes on until `done`, or until nothing is left that could go on. */
  async run(done: () => boolean = () => false): Promise<void> {
    for (await settled(); !done(); await settled()) {
      const next = this.#nextTurn() ?? this.#nextTimer();
      if (next === undefined) return;
      next();
    }
  }

  /** Lets so many seconds pass with all that falls into them. */
  async pass(seconds: number): Promise<void> {
    let isOver = false;
    this.after(seconds, () => {
      isOver = true;
    });
    await this.run(() => isOver);
  }

  #nextTurn(): (() => void) | undefined {
    if (this.#turns.length === 0) return undefined;
    return this.#turns.splice(this.#pick(this.#turns.length), 1)[0];
  }

  #nextTimer(): (() => void) | undefined {
    const [next] = [...this.#timers].sort((a, b) => a.at - b.at || a.order - b.order);
    if (next === undefined) return undefined;
    this.#timers.delete(next);
    this.now = Math.max(this.now, next.at);
    return next.ring;
  }
}
