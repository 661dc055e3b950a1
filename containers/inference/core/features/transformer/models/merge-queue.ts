// Places are below it, so that rank and place are one exact number, in their order.
const PLACES = 2 ** 32;

/** A binary heap of merges: the lowest rank first, of equals the leftmost. */
export class MergeQueue {
  readonly #heap: number[] = [];

  push(rank: number, at: number): void {
    const heap = this.#heap;
    const value = rank * PLACES + at;
    let hole = heap.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent] ?? 0;
      if (above <= value) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = value;
  }

  pop(): { readonly rank: number; readonly at: number } | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return undefined;
    if (heap.length > 0) this.#sink(last);
    return { rank: Math.floor(first / PLACES), at: first % PLACES };
  }

  #sink(value: number): void {
    const heap = this.#heap;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] ?? 0) < (heap[child] ?? 0)) child += 1;
      const below = heap[child] ?? 0;
      if (below >= value) break;
      heap[hole] = below;
      hole = child;
    }
    heap[hole] = value;
  }
}
