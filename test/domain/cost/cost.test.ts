import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JobUsage, RunRecord } from '../../../domain/conclude/run-record.ts';
import { spentOn, whyNoJob, whyNoRun } from '../../../domain/cost/budget.ts';
import { hourlyPrice } from '../../../domain/cost/hourly-price.ts';
import { HOURLY_DOLLARS, REGION_FACTORS } from '../../../domain/cost/prices.ts';
import { usageOf, withUsage } from '../../../domain/cost/usage.ts';
import { brakesSchema } from '../../../domain/workload/brakes.ts';

const TODAY = '2026-11-21';
const brakes = brakesSchema.parse({});

const run = (more: Partial<RunRecord> = {}): RunRecord => ({
  workload: 'reviews',
  record: 'run#aaaaaaaaaaaa-1',
  runId: 'aaaaaaaaaaaa-1',
  executionArn: 'e1',
  attempt: 1,
  resumptions: 0,
  fencingToken: 1,
  configHash: 'c',
  startedAt: `${TODAY}T10:00:00.000Z`,
  outcome: 'failed',
  uploadIds: [],
  stages: {},
  ...more,
});

const usage = (more: Partial<JobUsage> = {}): JobUsage => ({
  jobName: 'job',
  instanceType: 'ml.m5.large',
  instanceCount: 1,
  seconds: 3600,
  purchase: 'on-demand',
  dollars: 0.115,
  savedDollars: 0,
  price: 'listed',
  endedAt: `${TODAY}T11:00:00.000Z`,
  ...more,
});

describe('the price of an instance', () => {
  it('is the listed one in its region', () => {
    expect(hourlyPrice('ml.m5.large', 'us-east-1')).toEqual({ dollars: 0.115, price: 'listed' });
    expect(hourlyPrice('ml.m5.large', 'eu-central-1').dollars).toBeCloseTo(0.14375);
  });

  it('is assumed, and never below what is listed of its family, for a type or a region that is not listed', () => {
    expect(hourlyPrice('ml.g5.96xlarge', 'us-east-1')).toEqual({ dollars: 20.36, price: 'assumed' });
    expect(hourlyPrice('ml.z9.huge', 'us-east-1')).toEqual({ dollars: 10, price: 'assumed' });
    expect(hourlyPrice('nonsense', 'us-east-1')).toEqual({ dollars: 10, price: 'assumed' });
    for (const [type, dollars] of Object.entries(HOURLY_DOLLARS)) {
      const elsewhere = hourlyPrice(type, 'me-south-1');
      expect(elsewhere.price).toBe('assumed');
      for (const factor of Object.values(REGION_FACTORS)) {
        expect(elsewhere.dollars).toBeGreaterThanOrEqual(dollars * factor);
      }
    }
  });
});

describe('what a job used', () => {
  const ended = {
    jobName: 'j',
    instanceType: 'ml.g4dn.xlarge',
    instanceCount: 2,
    seconds: 1800,
    purchase: 'on-demand',
    endedAt: new Date(0),
  } as const;

  it('is its seconds on all its instances, in dollars', () => {
    expect(usageOf(ended, 'us-east-1')).toMatchObject({ dollars: 0.736, savedDollars: 0, price: 'listed' });
    expect(usageOf({ ...ended, trainingSeconds: 1790 }, 'us-east-1')).toMatchObject({ savedDollars: 0 });
  });

  it('on spot machines is what is billed, beside what it would have cost on demand', () => {
    const spot = { ...ended, purchase: 'spot', trainingSeconds: 6000 } as const;

    expect(usageOf(spot, 'us-east-1')).toMatchObject({
      seconds: 1800,
      trainingSeconds: 6000,
      dollars: 0.736,
      savedDollars: 1.7174,
    });
  });

  it('counts once, however often it is read and in whatever order', () => {
    const seen = fc.array(fc.record({ jobName: fc.constantFrom('a', 'b', 'c'), seconds: fc.nat(100) }));
    fc.assert(
      fc.property(fc.array(seen), (readings) => {
        const end = readings.reduce(
          (so, reading) =>
            withUsage(
              so,
              reading.map((one) => usage(one)),
            ),
          run(),
        );
        const names = (end.usage ?? []).map(({ jobName }) => jobName);
        const read = new Set(readings.flat().map(({ jobName }) => jobName));
        expect(new Set(names)).toEqual(read);
      }),
    );
  });
});

describe('the budget of a day', () => {
  it('counts runs and every resumption on the day they began, and jobs on the day they ended', () => {
    const runs = [
      run({ startedAt: '2026-11-20T23:59:59.000Z', usage: [usage()] }),
      run({ usage: [usage({ endedAt: '2026-11-22T00:00:00.000Z' })] }),
      run({
        startedAt: '2026-11-20T12:00:00.000Z',
        resumptionTimes: ['2026-11-20T13:00:00.000Z', `${TODAY}T12:00:00.000Z`, `${TODAY}T13:00:00.000Z`],
      }),
    ];
    expect(spentOn(TODAY, runs)).toEqual({ day: TODAY, runs: 3, instanceHours: 1, dollars: 0.115 });
  });

  it.each([
    ['runs', Array.from({ length: 24 }, () => run()), '24 of 24 runs a day'],
    ['instance hours', [run({ usage: [usage({ seconds: 43_200, instanceCount: 2 })] })], '24.00 of 24 instance hours'],
    ['dollars', [run({ usage: [usage({ seconds: 1, dollars: 20 })] })], '20.00 of 20 dollars a day'],
  ])('refuses a run when its %s are used up, and says so', (_what, runs, why) => {
    expect(whyNoRun(spentOn(TODAY, runs), brakes)).toContain(why);
    expect(whyNoRun(spentOn('2026-11-22', runs), brakes)).toBeUndefined();
  });

  it('lets a run that has begun go on when it was the last of the day', () => {
    const spent = spentOn(
      TODAY,
      Array.from({ length: 24 }, () => run()),
    );
    expect(whyNoJob(spent, brakes)).toBeUndefined();
  });
});
