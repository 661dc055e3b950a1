import type { TrainingJob } from '../state/records.ts';
import { signOf, type TuningDefinition } from './definitions.ts';
import { objectiveOf } from './objective.ts';
import type { Dimension, Values } from './search/dimension.ts';
import { isSame, type Observation } from './search/space.ts';

/** With other data, so many of the best combinations of before are tried first. */
const TRANSFERRED = 3;

/** What the parents' trials say of the ranges that are searched now: those that lie within them. */
export function warmObservations(
  definition: TuningDefinition,
  dimensions: readonly Dimension[],
  trials: readonly TrainingJob[],
): Observation[] {
  return trials.flatMap((trial) => {
    const objective = objectiveOf(trial);
    const values = valuesWithin(dimensions, trial.request.HyperParameters ?? {});
    if (trial.status !== 'Completed' || objective === undefined || values === undefined) return [];
    return [{ values, objective: signOf(definition) * objective, isPending: false }];
  });
}

/** The best combinations of before that were not tried again yet, best first. */
export const transferred = (before: readonly Observation[], history: readonly Observation[]): Values | undefined =>
  [...before]
    .sort((left, right) => (right.objective ?? 0) - (left.objective ?? 0))
    .filter(({ values }, at, all) => all.findIndex((one) => isSame(one.values, values)) === at)
    .slice(0, TRANSFERRED)
    .find(({ values }) => !history.some((one) => isSame(values, one.values)))?.values;

function valuesWithin(dimensions: readonly Dimension[], given: Readonly<Record<string, string>>): Values | undefined {
  const found = dimensions.flatMap((dimension) => {
    const value = given[dimension.name];
    return value !== undefined && isWithin(dimension, value) ? [[dimension.name, value] as const] : [];
  });
  return found.length === dimensions.length ? Object.fromEntries(found) : undefined;
}

function isWithin(dimension: Dimension, value: string): boolean {
  if (dimension.kind === 'categorical') return dimension.values.includes(value);
  const number = Number(value);
  if (dimension.kind === 'integer' && !Number.isInteger(number)) return false;
  return number >= dimension.min && number <= dimension.max;
}
