import type { Curve } from './median.ts';

/** Epochs that a trial gets at least and at most. */
export interface Resources {
  readonly min: number;
  readonly max: number;
}

/** One trial in so many goes on from rung to rung. */
const REDUCTION = 3;

/** The epochs after which trials are compared: `min`, and three times as many each time, below `max`. */
export function rungsOf({ min, max }: Resources): number[] {
  const rungs: number[] = [];
  for (let epochs = min; epochs < max; epochs *= REDUCTION) rungs.push(epochs);
  return rungs;
}

/**
 * The bracket of the nth trial: how many of the first rungs it passes untouched. Brackets come in the proportions of
 * Hyperband (Li et al., 2018): many trials that are cut early, few that are not.
 */
export function bracketOf(index: number, resources: Resources): number {
  const brackets = rungsOf(resources).length;
  const sizes = Array.from({ length: brackets + 1 }, (_, spared) => {
    const cuts = brackets - spared;
    return Math.ceil(((brackets + 1) / (cuts + 1)) * REDUCTION ** cuts);
  });
  let left = index % sizes.reduce((sum, size) => sum + size, 0);
  return sizes.findIndex((size) => {
    left -= size;
    return left < 0;
  });
}

/**
 * Whether a trial ends now: its epochs are used up, or at a rung of its bracket it is not among the best third of the
 * trials that came so far. It waits for no other trial (asynchronous successive halving, Li et al., 2020).
 */
export function isCut(curve: Curve, bracket: number, others: readonly Curve[], resources: Resources): boolean {
  const epochs = curve.length;
  if (epochs >= resources.max) return true;
  if (!rungsOf(resources).slice(bracket).includes(epochs)) return false;
  const value = curve.at(-1) ?? Number.NEGATIVE_INFINITY;
  const there = others.flatMap((other) => other[epochs - 1] ?? []);
  const better = there.filter((other) => other > value).length;
  return better >= Math.ceil((there.length + 1) / REDUCTION);
}
