import type { Random } from '../../../../domain/gate/random.ts';
import { type Dimension, unitOf, type Values, valueAt } from './dimension.ts';

/** A combination that was tried or is being tried. */
export interface Observation {
  readonly values: Values;
  /** The higher the better; undefined while it is not known, and of a trial that came to nothing. */
  readonly objective: number | undefined;
  readonly isPending: boolean;
}

export const randomValues = (dimensions: readonly Dimension[], random: Random): Values =>
  Object.fromEntries(dimensions.map((dimension) => [dimension.name, valueAt(dimension, random())]));

/** Values near others: each number moves a little, and now and then a category changes. */
export function nearbyValues(dimensions: readonly Dimension[], values: Values, reach: number, random: Random): Values {
  const moved = dimensions.map((dimension) => {
    const value = values[dimension.name] ?? '';
    if (dimension.kind === 'categorical') {
      return [dimension.name, random() < 0.2 ? valueAt(dimension, random()) : value] as const;
    }
    const step = reach * (random() + random() + random() - 1.5);
    const unit = Math.min(1 - Number.EPSILON, Math.max(0, unitOf(dimension, Number(value)) + step));
    return [dimension.name, valueAt(dimension, unit)] as const;
  });
  return Object.fromEntries(moved);
}

/**
 * Values as a point of which each coordinate is in [0, 1]: a number by its scale, a category as one coordinate of its own
 * that is 1 (any two categories are equally far from each other).
 */
export const pointOf = (dimensions: readonly Dimension[], values: Values): number[] =>
  dimensions.flatMap((dimension) => {
    const value = values[dimension.name] ?? '';
    return dimension.kind === 'categorical'
      ? dimension.values.map((one) => Number(one === value) / Math.SQRT2)
      : [unitOf(dimension, Number(value))];
  });

/** How many combinations there are; infinite with a continuous range. */
export const sizeOf = (dimensions: readonly Dimension[]): number =>
  dimensions.reduce((product, dimension) => product * countOf(dimension), 1);

function countOf(dimension: Dimension): number {
  switch (dimension.kind) {
    case 'categorical':
      return dimension.values.length;
    case 'integer':
      return dimension.max - dimension.min + 1;
    case 'continuous':
      return dimension.max > dimension.min ? Number.POSITIVE_INFINITY : 1;
  }
}

export const isSame = (left: Values, right: Values): boolean =>
  Object.entries(left).every(([name, value]) => right[name] === value);
