import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { itinerary, keyOf } from './itinerary.ts';
import { listPoints } from './points/list.ts';
import { UNREACHED } from './points/unreached.ts';
import { sampleOf } from './sample.ts';
import { type Passed, Walk } from './walk.ts';
import type { Faulted } from './walk-point.ts';

// Minutes alone on two cores; several times that beside other work.
jest.setTimeout(1_200_000);

const SEED = '2026';

describe('the loop under faults', () => {
  const walk = new Walk();
  let passed: Passed;
  let points: string[];
  beforeAll(async () => {
    [passed, points] = await Promise.all([walk.reference(), listPoints()]);
  });
  afterAll(() => walk.end());

  it('passes, without a fault, every point that the code has, but for those with a reason', () => {
    const known = (point: string): boolean => UNREACHED.some(({ points: pattern }) => pattern.test(point));

    expect(points.filter((point) => !passed.has(point) && !known(point))).toEqual([]);
    expect([...passed.keys()].filter((point) => !points.includes(point))).toEqual([]);
  });

  it.each([
    ['state/TrainCandidate', 'answer-lost'],
    ['plane/CreateTrainingJob', 'answer-lost'],
  ] as const)("row 16: CreateTrainingJob's answer lost, at %s, makes one job", async (point, fault) => {
    expect(await walk.at({ point, fault, skip: 0, variant: 'plain' })).toMatchObject({
      result: 'survived',
      differences: [],
    });
  });

  it('ends as without a fault, whichever kind of fault it has and in whichever component', async () => {
    const sample = sampleOf(itinerary(passed, SEED));
    const results: Record<string, unknown> = {};
    for (const faulted of sample) {
      const { result, differences } = await walk.at(faulted);
      results[keyOf(faulted)] = { result, differences };
    }

    const survived = (one: Faulted): [string, unknown] => [keyOf(one), { result: 'survived', differences: [] }];
    expect(results).toEqual(Object.fromEntries(sample.map(survived)));
  });
});
