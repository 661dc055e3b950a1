/** A tensor, row after row. */
export type FeedTensor =
  | { readonly type: 'int64'; readonly data: BigInt64Array; readonly dims: readonly number[] }
  | { readonly type: 'float32'; readonly data: Float32Array; readonly dims: readonly number[] };

/** A graph's inputs by name. */
export type Feed = Readonly<Record<string, FeedTensor>>;

/** One text as its graph sees it, before it is padded. */
export interface Features {
  /** Cells that it fills of its row: terms or tokens. */
  readonly length: number;
}

/** What a family does to texts before its graph. */
export interface FeatureExtractor<One extends Features> {
  /** Names of the graph's inputs, in its order. */
  readonly inputNames: readonly string[];
  /** Cells of padding that cost about as much as another run of the graph. */
  readonly paddingPerRun: number;
  /** Cells of one run at most (a single text may have more): bounds the memory that the graph needs. */
  readonly cellsPerRun: number;
  extract(text: string): One;
  /** Pads to the longest of them. */
  toFeed(batch: readonly One[]): Feed;
}
