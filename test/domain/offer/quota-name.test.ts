import { describe, expect, it } from '@jest/globals';
import { isQuotaInUse } from '../../../domain/job/quota.ts';
import { neededQuotas } from '../../../domain/offer/quota-name.ts';
import { capacitySchema } from '../../../domain/workload/capacity.ts';

describe('the quotas of trainings', () => {
  it('are named as AWS names them, spot ones apart, for all candidates side by side', () => {
    const capacity = capacitySchema.parse([
      { instanceType: 'ml.g5.xlarge', purchase: 'spot' },
      { instanceType: 'ml.g5.xlarge', purchase: 'on-demand' },
    ]);

    expect(
      neededQuotas([
        { capacity, instanceCount: 2 },
        { capacity: capacity.slice(1), instanceCount: 1 },
      ]),
    ).toEqual([
      { name: 'ml.g5.xlarge for spot training job usage', instances: 2 },
      { name: 'ml.g5.xlarge for training job usage', instances: 3 },
    ]);
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
