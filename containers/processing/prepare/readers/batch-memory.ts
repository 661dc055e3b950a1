/** Shared memory that takes one batch at a time to another thread, and the next one when that thread is done with it. */
export class BatchMemory {
  #bytes = new SharedArrayBuffer(0);
  #places = new SharedArrayBuffer(0);

  /** What is longer than the copies in it is left over from earlier batches. */
  filledWith(
    bytes: Buffer,
    places: Int32Array,
  ): { readonly bytes: SharedArrayBuffer; readonly places: SharedArrayBuffer } {
    this.#bytes = withRoom(this.#bytes, bytes.byteLength);
    this.#places = withRoom(this.#places, places.byteLength);
    new Uint8Array(this.#bytes).set(bytes);
    new Int32Array(this.#places).set(places);
    return { bytes: this.#bytes, places: this.#places };
  }
}

/** The memory, or a larger one; whole words of it. */
const withRoom = (memory: SharedArrayBuffer, bytes: number): SharedArrayBuffer =>
  bytes <= memory.byteLength ? memory : new SharedArrayBuffer((Math.ceil(1.25 * bytes) + 3) & ~3);
