import { describe, expect, it } from '@jest/globals';
import type { TuningJob } from '../../../domain/prepare/messages.ts';
import { fileChannel } from '../../../domain/train/channel.ts';
import { type Searched, warmStartFrom } from '../../../domain/tune/warm-start.ts';

const objective = { Type: 'Maximize', MetricName: 'validation:accuracy' } as const;

const definition: TuningJob['definitions'][number] = {
  objective,
  ranges: {
    IntegerParameterRanges: [],
    ContinuousParameterRanges: [{ Name: 'c', MinValue: '0.1', MaxValue: '1', ScalingType: 'Linear' }],
    CategoricalParameterRanges: [],
  },
  training: {
    candidate: 'linear',
    family: 'linear',
    algorithm: { TrainingImage: 'registry/training:aaa', TrainingInputMode: 'File', MetricDefinitions: [] },
    offers: [{ instanceType: 'ml.m5.large', purchase: 'on-demand', waitSeconds: 60, jobName: 'j' }],
    instanceCount: 1,
    interruptionsPerOffer: 1,
    timeoutSeconds: 60,
    hyperparameters: { min_df: '2', dataset_version: '7' },
    channels: [fileChannel('train', 's3://lake/7/train/')],
    outputUri: 's3://o',
    checkpointUri: 's3://c/',
  },
};

function job(...definitions: TuningJob['definitions']): TuningJob {
  return {
    jobName: 'now',
    config: {
      Strategy: 'Bayesian',
      ResourceLimits: { MaxParallelTrainingJobs: 1, MaxRuntimeInSeconds: 120 },
      TrainingJobEarlyStoppingType: 'Off',
      RandomSeed: 1,
    },
    trials: 4,
    definitions,
  };
}

const searched = (jobName: string, more: Partial<Searched> = {}): Searched => ({
  jobName,
  objective,
  hyperparameters: ['dataset_version', 'c', 'min_df'],
  imageUri: 'registry/training:aaa',
  channels: { train: 's3://lake/6/train/' },
  parents: [],
  ...more,
});

const parents = (warmStart: ReturnType<typeof warmStartFrom>) =>
  warmStart?.ParentHyperParameterTuningJobs.map(({ HyperParameterTuningJobName: name }) => name);

describe('what a tuning job starts from', () => {
  it('is nothing where there was none before', () => {
    expect(warmStartFrom(job(definition), [])).toBeUndefined();
  });

  it('is the knowledge of the newest five on other data', () => {
    const before = ['f', 'e', 'd', 'c', 'b', 'a'].map((name) => searched(name));

    const warmStart = warmStartFrom(job(definition), before);

    expect(warmStart?.WarmStartType).toBe('TransferLearning');
    expect(parents(warmStart)).toEqual(['f', 'e', 'd', 'c', 'b']);
  });

  it('are their very trials where each had the same data and the same image', () => {
    const same = searched('same', { channels: { train: 's3://lake/7/train/' } });

    expect(warmStartFrom(job(definition), [same])?.WarmStartType).toBe('IdenticalDataAndAlgorithm');
    expect(warmStartFrom(job(definition), [same, searched('other')])?.WarmStartType).toBe('TransferLearning');
    expect(warmStartFrom(job(definition), [{ ...same, imageUri: 'registry/training:bbb' }])?.WarmStartType).toBe(
      'TransferLearning',
    );
  });

  it.each([
    ['another objective', { objective: { Type: 'Minimize', MetricName: 'validation:loss' } as const }],
    ['a hyperparameter less', { hyperparameters: ['c', 'min_df'] }],
    ['a hyperparameter more', { hyperparameters: ['c', 'dataset_version', 'min_df', 'alpha'] }],
  ])('is never a job with %s', (_what, more) => {
    expect(parents(warmStartFrom(job(definition), [searched('other', more), searched('fits')]))).toEqual(['fits']);
  });

  it('minds no range that became a fixed value, or the other way round', () => {
    const moved = { hyperparameters: ['min_df', 'dataset_version', 'c'] };
    expect(parents(warmStartFrom(job(definition), [searched('moved', moved)]))).toEqual(['moved']);
  });

  it('is nothing for a job with several definitions', () => {
    expect(warmStartFrom(job(definition, definition), [searched('a')])).toBeUndefined();
  });
});
