import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type RunRecord, runRecordSchema } from '../../../domain/conclude/run-record.ts';
import { type Plan, planSchema } from '../../../domain/lease/plan.ts';
import { jobName } from '../../../domain/names.ts';
import { trainingJobs } from '../../../domain/train/jobs.ts';
import { forecastWork } from '../../../domain/tune/forecast.ts';
import { parameterRangesSchema } from '../../../domain/tune/parameter-ranges.ts';
import { quotaClaims } from '../../../domain/tune/quota-claims.ts';
import { bestTrial, trialRows, tuningSummary } from '../../../domain/tune/report.ts';
import { tuningJob } from '../../../domain/tune/request.ts';
import { configurationHash } from '../../../domain/workload/deployed.ts';

const RANGES = {
  C: { min: 0.01, max: 100, scale: 'logarithmic' },
  maxFeatures: { min: 100, max: 10_000 },
  classWeight: ['none', 'balanced'],
  sublinearTf: [true, false],
};

function plan(tune: object = {}, more: object = {}): Plan {
  return planSchema.parse({
    schemaVersion: 1,
    workload: 'reviews',
    runId: '3fa9c1d2e4b5-1',
    attempt: 1,
    configHash: '3fa9c1d2e4b5',
    fencingToken: 1,
    createdAt: '2026-01-01T00:00:00Z',
    deployed: {
      config: {
        name: 'reviews',
        labels: { '1': 'positive', '0': 'negative' },
        candidates: [
          { name: 'linear', family: 'linear', ranges: RANGES, ...more },
          { name: 'plain', family: 'linear' },
        ],
        tune,
      },
      approval: 'auto',
      approvalTimeoutSeconds: 60,
      debounceSeconds: 0,
      images: { training: { linear: 'r:t', plain: 'r:t' }, inference: 'r:i' },
    },
    uploads: [{ uploadId: 'u', key: 'reviews/u.csv', versionId: 'v', sizeBytes: 1, isNew: true }],
  });
}

function tuned(given: Plan, longest?: number) {
  const trainings = trainingJobs(given, {
    datasetVersion: 1,
    trainUri: 's3://t',
    validationUri: 's3://v',
    checkpointUri: () => 's3://c/',
    baseUri: () => 's3://b/',
    outputUri: 's3://o',
  });
  const job = tuningJob(given, trainings, { region: 'us-east-1', longestSeconds: () => longest });
  if (job === undefined) throw new Error('the plan has a tuned candidate');
  return job;
}

describe('a tuning job', () => {
  it('has the ranges in the words of SageMaker, and no hyperparameter twice', () => {
    const [definition] = tuned(plan()).definitions;

    expect(parameterRangesSchema.parse(definition?.ranges)).toEqual({
      IntegerParameterRanges: [{ Name: 'max_features', MinValue: '100', MaxValue: '10000', ScalingType: 'Linear' }],
      ContinuousParameterRanges: [{ Name: 'c', MinValue: '0.01', MaxValue: '100', ScalingType: 'Logarithmic' }],
      CategoricalParameterRanges: [
        { Name: 'class_weight', Values: ['"none"', '"balanced"'] },
        { Name: 'sublinear_tf', Values: ['true', 'false'] },
      ],
    });
    expect(Object.keys(definition?.training.hyperparameters ?? {})).not.toContain('c');
    expect(definition?.training.hyperparameters.ngram_max).toBe('2');
    expect(definition?.objective).toEqual({ Type: 'Maximize', MetricName: 'validation:accuracy' });
  });

  it('is there for tuned candidates only', () => {
    expect(tuned(plan()).definitions.map(({ training }) => training.candidate)).toEqual(['linear']);
  });

  it('has a name of at most 32 characters that follows from run and resumption', () => {
    const workload = fc.stringMatching(/^[a-z][a-z0-9-]{1,20}$/);
    fc.assert(
      fc.property(workload, fc.integer({ min: 0, max: 99 }), (name, resumption) => {
        expect(jobName.tune(name, '3fa9c1d2e4b5-999', resumption).length).toBeLessThanOrEqual(32);
      }),
    );
    expect(jobName.tune('reviews', 'a', 1)).not.toBe(jobName.tune('reviews', 'a', 2));
  });

  it('has no more trials than its money pays by what they took before, and ends when it is spent in any case', () => {
    // An hour of ml.m5.large costs 0.115 dollars.
    const limits = (tune: object, longest?: number) => tuned(plan(tune), longest).config.ResourceLimits;
    expect(limits({})).toEqual({
      MaxNumberOfTrainingJobs: 20,
      MaxParallelTrainingJobs: 2,
      MaxRuntimeInSeconds: 54_000,
    });
    expect(limits({ dollars: 1.2 }, 3_600)).toMatchObject({
      MaxNumberOfTrainingJobs: 10,
      MaxRuntimeInSeconds: 18_782,
    });
    expect(limits({ dollars: 1.2 })).toMatchObject({ MaxNumberOfTrainingJobs: 20, MaxRuntimeInSeconds: 18_782 });
    expect(limits({ dollars: 0.000001 }, 3_600)).toEqual({
      MaxNumberOfTrainingJobs: 1,
      MaxParallelTrainingJobs: 1,
      MaxRuntimeInSeconds: 120,
    });
  });

  it('gives a grid no number of trials', () => {
    const job = tuned(plan({ strategy: 'grid' }, { ranges: { ngramMax: [1, 2], classWeight: ['none', 'balanced'] } }));
    expect(job.config.ResourceLimits.MaxNumberOfTrainingJobs).toBeUndefined();
    expect(job.trials).toBe(4);
  });

  it('lets the last epoch write its model under Hyperband', () => {
    const candidates = {
      family: 'transformer',
      hyperparameters: { base: 'minilm', epochs: 9 },
      ranges: { learningRate: { min: 1e-5, max: 1e-4 } },
    };
    const given = { ...plan({ strategy: 'hyperband' }, candidates), bases: { minilm: 'a'.repeat(64) } };
    expect(tuned(given).config.StrategyConfig).toEqual({
      HyperbandStrategyConfig: { MinResource: 1, MaxResource: 10 },
    });
  });

  it('is forecast by its trials so far, or by its money', () => {
    const run = (seconds: number): RunRecord =>
      runRecordSchema.parse({
        workload: 'reviews',
        record: 'run#a',
        runId: 'aaaaaaaaaaaa-1',
        executionArn: 'e',
        attempt: 1,
        configHash: 'c',
        startedAt: '2026-11-20T10:00:00.000Z',
        outcome: 'deployed',
        uploadIds: [],
        stages: {},
        usage: [
          {
            jobName: 'reviews-0123456789-001-0123abcd',
            candidate: 'linear',
            instanceType: 'ml.m5.large',
            instanceCount: 1,
            seconds,
            dollars: 0.1,
            price: 'listed',
            endedAt: '2026-11-20T11:00:00.000Z',
          },
        ],
      });
    const forecast = (tune: object, runs: RunRecord[]) =>
      forecastWork([{ tuning: tuned(plan(tune)) }], runs, 'us-east-1');
    expect(forecast({}, [run(3_600)])).toBeCloseTo(20 * 0.115);
    expect(forecast({ dollars: 1 }, [run(3_600)])).toBe(1);
    expect(forecast({ dollars: 1 }, [])).toBe(1);
    expect(forecast({}, [])).toBe(0);
  });

  it('is part of the identity of the configuration where a candidate is tuned, and only there', () => {
    const hash = (given: Plan) => configurationHash(given.deployed, {});
    expect(hash(plan({ trials: 5 }))).not.toBe(hash(plan({ trials: 6 })));
    const plain = (trials: number) => hash(plan({ trials }, { ranges: undefined }));
    expect(plain(5)).toBe(plain(6));
  });

  it('needs a quota for the trials that run at once', () => {
    expect(quotaClaims(plan({ parallelTrials: 4 }).deployed.config).map((claim) => claim.instanceCount)).toEqual([
      1, 4,
    ]);
  });
});

describe('the trials of a tuning job', () => {
  const trial = (
    nth: number,
    objective: number | undefined,
    status: 'Completed' | 'Stopped' | 'Failed' = 'Completed',
  ) => ({
    candidate: 'linear',
    jobName: `t-${nth}`,
    status,
    hyperparameters: { c: String(nth) },
    ...(objective === undefined ? {} : { objective }),
  });
  const trials = [
    trial(1, 0.8),
    trial(2, 0.9),
    trial(3, 0.99, 'Stopped'),
    trial(4, undefined, 'Failed'),
    trial(5, 0.9),
  ];

  it('have a best one of those that came to their end, the first of equals', () => {
    expect(bestTrial('linear', 'maximize', trials)?.jobName).toBe('t-2');
    expect(bestTrial('linear', 'minimize', trials)?.jobName).toBe('t-1');
    expect(bestTrial('other', 'maximize', trials)).toBeUndefined();
  });

  it('are rows of the lake, and a few words in the run', () => {
    const report = {
      schemaVersion: 1 as const,
      jobName: 'reviews-0123456789',
      strategy: 'bayesian',
      objective: { metric: 'validation:accuracy', direction: 'maximize' as const },
      trials,
    };
    expect(trialRows('r', report).map((row) => [row.trial, row.objective, row.is_best])).toEqual([
      ['t-1', 0.8, false],
      ['t-2', 0.9, true],
      ['t-3', 0.99, false],
      ['t-4', null, false],
      ['t-5', 0.9, false],
    ]);
    expect(tuningSummary(report)).toMatchObject({
      trials: 5,
      succeeded: 3,
      best: [{ jobName: 't-2', objective: 0.9 }],
    });
  });
});
