import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isQuotaInUse } from '../../../domain/job/quota.ts';
import { neededQuotas, quotaVerdict, strandedCandidates } from '../../../domain/offer/needed-quotas.ts';
import { quotaName } from '../../../domain/offer/quota-name.ts';
import { type Offer, offerSchema } from '../../../domain/workload/capacity.ts';

const G5_SPOT = offerSchema.parse({ instanceType: 'ml.g5.xlarge', purchase: 'spot' });
const G5 = offerSchema.parse({ instanceType: 'ml.g5.xlarge', purchase: 'on-demand' });

const candidate = (name: string, capacity: Offer[], instanceCount = 1) => ({ name, capacity, instanceCount });
const TICKETS = {
  name: 'tickets',
  candidates: [candidate('wide', [G5_SPOT, G5], 2), candidate('narrow', [G5])],
};

describe('the quotas of trainings', () => {
  it('are named as AWS names them, spot ones apart, for all candidates of a run side by side', () => {
    expect(neededQuotas([TICKETS], 4)).toEqual([
      { ...machine(G5_SPOT), name: 'ml.g5.xlarge for spot training job usage', perJob: 2, perRun: 2 },
      { ...machine(G5), name: 'ml.g5.xlarge for training job usage', perJob: 2, perRun: 3 },
    ]);
  });

  it('count the largest of as many candidates as are trained at the same time', () => {
    expect(neededQuotas([TICKETS], 1)).toMatchObject([{ perRun: 2 }, { perRun: 2 }]);
  });

  it('are those of the run that takes most, not of all workloads together', () => {
    const small = { name: 'reviews', candidates: [candidate('narrow', [G5])] };

    expect(neededQuotas([small, TICKETS, small], 4)).toMatchObject([{ perRun: 3 }, { perRun: 2 }]);
  });

  it.each([
    [3, 'enough'],
    [2, 'in-turn'],
    [1, 'refused'],
    [0, 'refused'],
  ])('of %i, of which a job takes 2 and a run 3, are %s', (limit, verdict) => {
    expect(quotaVerdict({ perJob: 2, perRun: 3 }, limit)).toBe(verdict);
  });

  it.each([
    [1, 1, true],
    [4, 1, true],
    [0, 1, false],
    [1, 2, false],
  ])('that allow %i machines, of which %i are asked for, may be free later: %s', (limit, delta, mayPass) => {
    const said =
      `The account-level service limit 'ml.g5.xlarge for training job usage' is ${limit} Instances, with current ` +
      `utilization of ${limit} Instances and a request delta of ${delta} Instances. Please use AWS Service Quotas.`;

    expect(isQuotaInUse(said)).toBe(mayPass);
  });
});

describe('a candidate', () => {
  it('is stranded when AWS refuses it on all its offers', () => {
    const limits = new Map([
      [quotaName(G5_SPOT), 0],
      [quotaName(G5), 1],
    ]);

    expect(strandedCandidates([TICKETS], quotaName(G5), limits)).toEqual(['tickets/wide']);
    expect(strandedCandidates([TICKETS], quotaName(G5_SPOT), limits)).toEqual(['tickets/wide']);
  });

  it('is not stranded by a quota that nobody knows', () => {
    expect(strandedCandidates([TICKETS], quotaName(G5_SPOT), new Map([[quotaName(G5_SPOT), 0]]))).toEqual([]);
  });

  it('is never stranded by quotas that are not refused, whatever the workload', () => {
    const anyCandidate = fc.record({
      name: fc.constantFrom('one', 'other'),
      capacity: fc.subarray([G5_SPOT, G5], { minLength: 1 }),
      instanceCount: fc.integer({ min: 1, max: 16 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyCandidate, { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 0, max: 40 }),
        (candidates, parallel, limit) => {
          const workloads = [{ name: 'any', candidates }];
          const needed = neededQuotas(workloads, parallel);
          const limits = new Map(needed.map(({ name }) => [name, limit]));

          for (const quota of needed) {
            const stranded = strandedCandidates(workloads, quota.name, limits);
            if (quotaVerdict(quota, limit) !== 'refused') expect(stranded).toEqual([]);
          }
        },
      ),
    );
  });
});

function machine({ instanceType, purchase }: Offer) {
  return { instanceType, purchase };
}
