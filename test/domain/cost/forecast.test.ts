import { describe, expect, it } from '@jest/globals';
import { jobUsageSchema, type RunRecord, runRecordSchema } from '../../../domain/conclude/run-record.ts';
import { spentOn, whyNoTraining } from '../../../domain/cost/budget.ts';
import { forecastDollars } from '../../../domain/cost/forecast.ts';
import { candidateOfJob, jobName } from '../../../domain/names.ts';
import { jobOffers } from '../../../domain/train/job-offers.ts';
import { brakesSchema } from '../../../domain/workload/brakes.ts';
import { capacitySchema } from '../../../domain/workload/capacity.ts';

const RUN = 'aaaaaaaaaaaa-1';

const trained = (jobs: readonly { jobName: string; seconds: number; trainingSeconds?: number }[]): RunRecord =>
  runRecordSchema.parse({
    workload: 'reviews',
    record: `run#${RUN}`,
    runId: RUN,
    executionArn: 'e1',
    attempt: 1,
    configHash: 'c',
    startedAt: '2026-11-20T10:00:00.000Z',
    outcome: 'deployed',
    uploadIds: [],
    stages: {},
    usage: jobs.map((job) =>
      jobUsageSchema.parse({
        ...job,
        instanceType: 'ml.m5.large',
        instanceCount: 1,
        dollars: 0.1,
        price: 'listed',
        endedAt: '2026-11-20T11:00:00.000Z',
      }),
    ),
  });

const bigram = {
  candidate: 'bigram',
  offers: jobOffers(
    { workload: 'reviews', runId: 'bbbbbbbbbbbb-1', resumption: 0 },
    {
      name: 'bigram',
      capacity: capacitySchema.parse([
        { instanceType: 'ml.m5.large', purchase: 'spot' },
        { instanceType: 'ml.g4dn.xlarge', purchase: 'on-demand' },
      ]),
    },
  ),
  instanceCount: 2,
};

describe('what a training may cost', () => {
  it('is its longest time so far on its dearest offer, whatever was paid for it', () => {
    const runs = [
      trained([
        { jobName: jobName.train('reviews', RUN, 'bigram'), seconds: 600 },
        { jobName: jobName.train('reviews', RUN, 'bigram', 1, 2), seconds: 900, trainingSeconds: 1_800 },
        { jobName: jobName.train('reviews', RUN, 'unigram'), seconds: 36_000 },
        { jobName: jobName.prepare('reviews', RUN), seconds: 36_000 },
      ]),
    ];

    expect(forecastDollars([bigram], runs, 'us-east-1')).toBeCloseTo(0.5 * 2 * 0.736);
    expect(forecastDollars([bigram], [], 'us-east-1')).toBe(0);
  });

  it('must find room in the budget of the day', () => {
    const brakes = brakesSchema.parse({ dollarsPerDay: 2 });
    const spent = { ...spentOn('2026-11-21', []), dollars: 1.5 };

    expect(whyNoTraining(spent, brakes, 0.5)).toBeUndefined();
    expect(whyNoTraining(spent, brakes, 0.6)).toBe('1.50 of 2 dollars a day, and the training may cost 0.60');
    expect(whyNoTraining({ ...spent, instanceHours: 24 }, brakes, 0)).toContain('instance hours');
  });

  it('knows the jobs of a candidate by their names', () => {
    for (const [resumption, offer] of [
      [0, 1],
      [3, 1],
      [0, 2],
      [12, 5],
    ] as const) {
      expect(candidateOfJob('reviews', RUN, jobName.train('reviews', RUN, 'a-b', resumption, offer))).toBe('a-b');
    }
    expect(candidateOfJob('reviews', RUN, jobName.evaluate('reviews', RUN))).toBeUndefined();
  });
});
