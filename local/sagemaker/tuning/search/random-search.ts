import type { Random } from '../../../../domain/gate/random.ts';
import type { Dimension, Values } from './dimension.ts';
import { isSame, type Observation, randomValues, sizeOf } from './space.ts';

/** Of a space with few combinations, the last one may take long to be met by chance. */
const ATTEMPTS = 10_000;

/** A combination that was not tried yet; undefined when there is none. */
export function randomSearch(
  dimensions: readonly Dimension[],
  history: readonly Observation[],
  random: Random,
): Values | undefined {
  if (isExhausted(dimensions, history)) return undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const values = randomValues(dimensions, random);
    if (!history.some((one) => isSame(values, one.values))) return values;
  }
  return undefined;
}

/** True when every combination was tried. */
export function isExhausted(dimensions: readonly Dimension[], history: readonly Observation[]): boolean {
  const size = sizeOf(dimensions);
  if (size > history.length) return false;
  return new Set(history.map(({ values }) => JSON.stringify(dimensions.map(({ name }) => values[name])))).size >= size;
}
