import type { Random } from '../../../../domain/gate/random.ts';
import type { Dimension, Values } from './dimension.ts';
import { expectedImprovement } from './expected-improvement.ts';
import { gaussianProcess } from './gaussian-process.ts';
import { randomSearch } from './random-search.ts';
import { isSame, nearbyValues, type Observation, pointOf, randomValues } from './space.ts';

/** Before so many results are known, they say nothing about the next one. */
const FIRST_RESULTS = 3;
/** The time that a process takes grows with the cube of them. */
const MOST_RESULTS = 150;
const RANDOM_CANDIDATES = 400;
const NEARBY_CANDIDATES = 100;
const REACHES = [0.2, 0.05];

/**
 * The combination from which the highest improvement is expected, by a Gaussian process over what is known (Jones,
 * Schonlau and Welch, 1998; Snoek, Larochelle and Adams, 2012). A trial that runs is taken to come to what is expected of
 * it, so that trials side by side differ (the "kriging believer" of Ginsbourger, Le Riche and Carraro, 2010).
 */
export function bayesianSearch(
  dimensions: readonly Dimension[],
  history: readonly Observation[],
  random: Random,
): Values | undefined {
  const known = history.flatMap(({ values, objective }) =>
    objective === undefined ? [] : [{ values, point: pointOf(dimensions, values), objective }],
  );
  const best = known.reduce<(typeof known)[number] | undefined>(
    (left, right) => (left === undefined || right.objective > left.objective ? right : left),
    undefined,
  );
  if (best === undefined || known.length < FIRST_RESULTS) return randomSearch(dimensions, history, random);
  const expected = believing(
    known.slice(-MOST_RESULTS),
    history.filter(({ isPending }) => isPending).map(({ values }) => pointOf(dimensions, values)),
  );
  const candidates = [
    ...Array.from({ length: RANDOM_CANDIDATES }, () => randomValues(dimensions, random)),
    ...REACHES.flatMap((reach) =>
      Array.from({ length: NEARBY_CANDIDATES }, () => nearbyValues(dimensions, best.values, reach, random)),
    ),
  ].filter((values) => !history.some((one) => isSame(values, one.values)));
  const ranked = candidates.map((values) => ({
    values,
    improvement: expectedImprovement(expected(pointOf(dimensions, values)), best.objective),
  }));
  if (ranked.length === 0) return randomSearch(dimensions, history, random);
  return ranked.reduce((left, right) => (right.improvement > left.improvement ? right : left)).values;
}

function believing(
  known: readonly { readonly point: readonly number[]; readonly objective: number }[],
  pending: readonly (readonly number[])[],
): ReturnType<typeof gaussianProcess> {
  const points = known.map(({ point }) => point);
  const targets = known.map(({ objective }) => objective);
  const expected = gaussianProcess(points, targets);
  if (pending.length === 0) return expected;
  return gaussianProcess([...points, ...pending], [...targets, ...pending.map((point) => expected(point).mean)]);
}
