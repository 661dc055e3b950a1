import { seededRandom } from '../../../../domain/gate/random.ts';
import { fingerprint } from '../../../../domain/hash.ts';
import { bayesianSearch } from './bayesian-search.ts';
import type { Dimension, Values } from './dimension.ts';
import { gridSearch } from './grid-search.ts';
import { randomSearch } from './random-search.ts';
import type { Observation } from './space.ts';

export type Strategy = 'Bayesian' | 'Random' | 'Hyperband' | 'Grid';

export interface Search {
  readonly strategy: Strategy;
  readonly dimensions: readonly Dimension[];
  /** All that was tried, in the order of its beginning. */
  readonly history: readonly Observation[];
  readonly seed: number;
  /** Counts the proposals of the whole search. */
  readonly index: number;
}

/**
 * The combination to try next, or undefined when nothing is left. The same seed, index and history give the same; what
 * `Random` and `Hyperband` propose follows from seed and index alone, however long trials take.
 */
export function nextValues({ strategy, dimensions, history, seed, index }: Search): Values | undefined {
  const random = seededRandom(Number.parseInt(fingerprint({ seed, index }, 8), 16));
  switch (strategy) {
    case 'Bayesian':
      return bayesianSearch(dimensions, history, random);
    case 'Grid':
      return gridSearch(dimensions, history);
    case 'Random':
    case 'Hyperband':
      return randomSearch(dimensions, history, random);
  }
}
