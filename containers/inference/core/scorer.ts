/** What gives probabilities for texts. Calls must not overlap `close`. */
export interface Scorer {
  /** Per text, in the order of the model's labels. */
  probabilities(texts: readonly string[]): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}
