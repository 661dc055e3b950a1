import { describe, expect, it } from '@jest/globals';
import { LocalQuotas } from '../../cli/adapters/local-quotas.ts';
import type { QuotaLimits } from '../../cli/connection/quota-limits.ts';
import { quotaFindings } from '../../cli/doctor/quotas.ts';
import { environmentSchema } from '../../config/environment.ts';
import { PlatformError } from '../../domain/errors.ts';
import { workloadSchema } from '../../domain/workload/schema.ts';

const CONFIGURATION = {
  environment: environmentSchema.parse({
    name: 'dev',
    account: '111111111111',
    region: 'eu-central-1',
    removalPolicy: 'destroy',
    approval: { policy: 'auto' },
  }),
  workloads: [
    workloadSchema.parse({
      name: 'tickets',
      labels: { '0': 'no', '1': 'yes' },
      candidates: [
        { name: 'bert', family: 'transformer', hyperparameters: { base: 'minilm' } },
        { name: 'words', family: 'linear' },
        { name: 'pairs', family: 'linear' },
      ],
    }),
  ],
};
const SPOT = 'ml.g5.xlarge for spot training job usage';
const ON_DEMAND = 'ml.g5.xlarge for training job usage';
const M5 = 'ml.m5.large for training job usage';

/** An account with these quotas. */
const having = (instances: Readonly<Record<string, number>>) => async (): Promise<QuotaLimits> => ({
  of: async (quotas) =>
    new Map(
      quotas.flatMap(({ name }) => {
        const limit = instances[name];
        return limit === undefined
          ? []
          : [[name, { instances: limit, raise: (wanted: number) => `Ask for ${wanted}.` }]];
      }),
    ),
});

describe('doctor', () => {
  it('finds quotas that are large enough good', async () => {
    const findings = await quotaFindings(CONFIGURATION, having({ [SPOT]: 1, [ON_DEMAND]: 1, [M5]: 15 }));

    expect(findings).toEqual([
      { name: `quota ${SPOT}`, verdict: 'good', found: '1; a run takes 1 at once' },
      { name: `quota ${ON_DEMAND}`, verdict: 'good', found: '1; a run takes 1 at once' },
      { name: `quota ${M5}`, verdict: 'good', found: '15; a run takes 2 at once' },
    ]);
  });

  it('says of a new account which candidate may have no machine, and how to get one', async () => {
    const findings = await quotaFindings(CONFIGURATION, having({ [SPOT]: 0, [ON_DEMAND]: 0, [M5]: 1 }));

    expect(findings).toEqual([
      {
        name: `quota ${SPOT}`,
        verdict: 'bad',
        found: '0; a run takes 1 at once, and tickets/bert may have no other machine',
        next: 'Ask for 1.',
      },
      expect.objectContaining({ name: `quota ${ON_DEMAND}`, verdict: 'bad' }),
      {
        name: `quota ${M5}`,
        verdict: 'note',
        found: '1; a run takes 2 at once: one training waits for the other',
        next: 'Ask for 2.',
      },
    ]);
  });

  it('only notes a quota that is missing where another offer has a machine', async () => {
    const [spot] = await quotaFindings(CONFIGURATION, having({ [SPOT]: 0, [ON_DEMAND]: 1, [M5]: 2 }));

    expect(spot).toMatchObject({ verdict: 'note', found: expect.stringContaining('go on to their next offer') });
  });

  it('says that Service Quotas does not know a machine', async () => {
    const [spot] = await quotaFindings(CONFIGURATION, having({ [ON_DEMAND]: 1, [M5]: 2 }));

    expect(spot).toMatchObject({ verdict: 'note', found: expect.stringContaining('not known to Service Quotas') });
  });

  it('says that quotas could not be read, why, what to allow, and which ones are needed', async () => {
    const denied = new PlatformError('ACCESS_DENIED', 'User is not authorized.');

    const findings = await quotaFindings(CONFIGURATION, async () => ({ of: () => Promise.reject(denied) }));

    expect(findings).toEqual([
      {
        name: 'quotas',
        verdict: 'note',
        found: `trainings need ${SPOT} (1), ${ON_DEMAND} (1), ${M5} (2), which could not be read: User is not authorized.`,
        next: expect.stringContaining('servicequotas:ListServiceQuotas'),
      },
    ]);
  });

  it('finds nothing limited on this machine but what somebody limited', async () => {
    const local = new LocalQuotas({
      capacity: async () => [
        { instanceType: 'ml.g5.xlarge', purchase: 'spot', level: 'limited' },
        { instanceType: 'ml.m5.large', purchase: 'on-demand', level: 'none' },
      ],
    });

    const findings = await quotaFindings(CONFIGURATION, async () => local);

    expect(findings).toEqual([
      {
        name: `quota ${SPOT}`,
        verdict: 'note',
        found: '0; a run takes 1 at once: trainings go on to their next offer',
        next: expect.stringContaining('local capacity ml.g5.xlarge available --purchase spot'),
      },
      { name: `quota ${ON_DEMAND}`, verdict: 'good', found: 'not limited; a run takes 1 at once' },
      { name: `quota ${M5}`, verdict: 'good', found: 'not limited; a run takes 2 at once' },
    ]);
  });
});
