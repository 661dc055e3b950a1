import type { CategoricalDimension, Dimension, Values } from './dimension.ts';
import { isSame, type Observation } from './space.ts';

/** The next combination of categories, in the order of the ranges; undefined when all were tried. */
export const gridSearch = (dimensions: readonly Dimension[], history: readonly Observation[]): Values | undefined =>
  grid(dimensions.filter((dimension) => dimension.kind === 'categorical')).find(
    (values) => !history.some((one) => isSame(values, one.values)),
  );

const grid = (dimensions: readonly CategoricalDimension[]): Values[] =>
  dimensions.reduce<Values[]>(
    (all, { name, values }) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
