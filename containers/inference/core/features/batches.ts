import type { FeatureExtractor, Features, Feed } from './feed.ts';

/** Texts that go through the graph together. */
export interface Batch {
  /** Positions of the texts among those that were asked for. */
  readonly positions: readonly number[];
  readonly feed: Feed;
}

/** Turns texts into the runs of a graph; the family is hidden behind it. */
export interface Batches {
  readonly inputNames: readonly string[];
  of(texts: readonly string[]): readonly Batch[];
}

/**
 * Sorts texts by length and puts neighbours together as long as the padding that a longer one brings costs less than a
 * run of its own: a long text does not make all others as long as it is. Every text is in one batch, whatever the order.
 */
export function createBatches<One extends Features>(extractor: FeatureExtractor<One>): Batches {
  return {
    inputNames: extractor.inputNames,
    of: (texts) =>
      grouped(texts.map(extractor.extract), extractor).map((group) => ({
        positions: group.map(({ position }) => position),
        feed: extractor.toFeed(group.map(({ features }) => features)),
      })),
  };
}

interface Placed<One> {
  readonly position: number;
  readonly features: One;
}

function grouped<One extends Features>(
  extracted: readonly One[],
  { paddingPerRun, cellsPerRun }: Pick<FeatureExtractor<One>, 'paddingPerRun' | 'cellsPerRun'>,
): Placed<One>[][] {
  const sorted = extracted
    .map((features, position) => ({ position, features }))
    .sort((a, b) => a.features.length - b.features.length);
  const groups: Placed<One>[][] = [];
  let group: Placed<One>[] = [];
  let width = 0;
  let padding = 0;
  for (const one of sorted) {
    const { length } = one.features;
    const more = group.length * (length - width);
    if (group.length > 0 && (padding + more > paddingPerRun || (group.length + 1) * length > cellsPerRun)) {
      groups.push(group);
      group = [];
      padding = 0;
    } else padding += more;
    width = length;
    group.push(one);
  }
  if (group.length > 0) groups.push(group);
  return groups;
}
