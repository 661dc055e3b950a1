import { faultsAt, isRead } from '../../domain/faults/points.ts';
import { fingerprint } from '../../domain/hash.ts';
import type { Passed } from './walk.ts';
import type { Faulted } from './walk-point.ts';

/** What polls, and what serves everybody, passes its points a number of times that is not fixed. */
const UNCOUNTED = /^(job|plane|predict|state)\//;
/** A rollout takes as many steps as its endpoint makes it take: those beyond may not come. */
const MOST_PASSES = 5;

/**
 * Everything that a walk goes through: each fault of each point and, where a run passes a point several times with an
 * effect of its own each time, at each of them. In an order that the seed fixes and that mixes kinds of faults and
 * components, so that any beginning of it is a fair sample.
 */
export function itinerary(passed: Passed, seed: string): Faulted[] {
  const strata = new Map<string, Faulted[]>();
  for (const [point, { variant, times: seen }] of passed) {
    // A command can be given again: the walk is about what nobody sees.
    if (point.startsWith('cli/')) continue;
    const times = isRead(point) || UNCOUNTED.test(point) ? 1 : Math.min(seen, MOST_PASSES);
    for (const fault of faultsAt(point)) {
      const stratum = `${fault} ${point.split('/')[0]}`;
      const faulted = Array.from({ length: times }, (_, skip): Faulted => ({ point, fault, skip, variant }));
      strata.set(stratum, [...(strata.get(stratum) ?? []), ...faulted]);
    }
  }
  const byChance = (a: string, b: string): number => (fingerprint([seed, a]) < fingerprint([seed, b]) ? -1 : 1);
  const queues = [...strata]
    .sort(([a], [b]) => byChance(a, b))
    .map(([, all]) => all.sort((a, b) => byChance(keyOf(a), keyOf(b))));
  const order: Faulted[] = [];
  for (let round = 0; queues.some((queue) => queue.length > round); round += 1) {
    for (const queue of queues) order.push(...queue.slice(round, round + 1));
  }
  return order;
}

/** `register/SageMaker.CreateModelPackage answer-lost`, with `#1` for the second pass. */
export const keyOf = ({ point, fault, skip }: Faulted): string => `${point}${skip > 0 ? `#${skip}` : ''} ${fault}`;
