import { describe, expect, it } from '@jest/globals';
import { configurationHash, deployedWorkloadSchema } from '../../../domain/workload/deployed.ts';
import { linearCandidateSchema } from '../../../domain/workload/families/linear.ts';

const candidate = (more: object) => linearCandidateSchema.safeParse({ name: 'bigram', family: 'linear', ...more });
const problemsOf = (more: object): string[] =>
  candidate(more).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

const spot = { instanceType: 'ml.g5.xlarge', purchase: 'spot' };
const onDemand = { instanceType: 'ml.g5.xlarge', purchase: 'on-demand' };

describe('the capacity of a candidate', () => {
  it('is one machine on demand when nothing else is said', () => {
    expect(candidate({}).data).toMatchObject({
      capacity: [{ instanceType: 'ml.m5.large', purchase: 'on-demand', waitSeconds: 1800 }],
      instanceCount: 1,
      interruptionsPerOffer: 3,
    });
  });

  it('is a list of offers, taken in their order', () => {
    const { data } = candidate({ capacity: [{ ...spot, waitSeconds: 600 }, onDemand] });

    expect(data?.capacity).toEqual([
      { ...spot, waitSeconds: 600 },
      { ...onDemand, waitSeconds: 1800 },
    ]);
  });

  it.each([
    [{ capacity: [] }, 'capacity'],
    [{ capacity: [spot, { ...spot, waitSeconds: 60 }] }, 'capacity: must not have the same instance type twice'],
    [{ capacity: [{ ...spot, instanceType: 'g5.xlarge' }] }, 'capacity.0.instanceType: must look like ml.g5.xlarge'],
    [{ capacity: [{ ...spot, purchase: 'reserved' }] }, 'capacity.0.purchase'],
    [{ capacity: [{ ...spot, waitSeconds: 5 }] }, 'capacity.0.waitSeconds'],
    [{ capacity: [{ instanceType: 'ml.g5.xlarge' }] }, 'capacity.0.purchase'],
    [
      { capacity: ['a', 'b', 'c', 'd', 'e', 'f'].map((size) => ({ ...spot, instanceType: `ml.g5.${size}` })) },
      'capacity',
    ],
    [{ instanceType: 'ml.m5.large' }, 'Unrecognized key: "instanceType"'],
  ])('refuses %j', (more, problem) => {
    expect(problemsOf(more).join('\n')).toContain(problem);
  });

  it.each(['a-r1', 'a-o2', 'a-r12o3'])('cannot be confused with the jobs of another candidate: no name %s', (name) => {
    expect(problemsOf({ name })).toHaveLength(1);
  });

  it('says nothing about the result of a run', () => {
    const hashWith = (capacity: object[]): string =>
      configurationHash(
        deployedWorkloadSchema.parse({
          config: {
            name: 'reviews',
            labels: { p: 'positive', n: 'negative' },
            candidates: [{ name: 'bigram', family: 'linear', capacity }],
          },
          approval: 'auto',
          approvalTimeoutSeconds: 60,
          debounceSeconds: 0,
          images: { training: { bigram: 'r:t' }, inference: 'i' },
        }),
        {},
      );

    expect(hashWith([spot, onDemand])).toBe(hashWith([onDemand]));
  });
});
