import { describe, expect, it } from '@jest/globals';
import type { Plan } from '../../../domain/lease/plan.ts';
import { MAX_RESUMPTIONS } from '../../../domain/names.ts';
import { jobOffers } from '../../../domain/train/job-offers.ts';
import { trainingJobs } from '../../../domain/train/jobs.ts';
import { deployedWorkloadSchema } from '../../../domain/workload/deployed.ts';

const places = {
  datasetVersion: 3,
  trainUri: 's3://l/t/',
  validationUri: 's3://l/v/',
  baseUri: (name: string, digest: string) => `s3://a/bases/${name}/${digest}/`,
  outputUri: 's3://a/o',
  checkpointUri: (candidate: string) => `s3://a/checkpoints/${candidate}/`,
};

const plan = (
  candidates: unknown[],
  images: Record<string, string>,
  more: Partial<Plan> = {},
  settings: Record<string, unknown> = {},
): Plan => ({
  schemaVersion: 1,
  workload: 'reviews',
  runId: 'aaaaaaaaaaaa-1',
  attempt: 1,
  resumption: 0,
  force: false,
  configHash: 'c',
  fencingToken: 1,
  createdAt: '2026-11-21T12:00:00Z',
  uploads: [],
  deployed: deployedWorkloadSchema.parse({
    config: { name: 'reviews', labels: { p: 'positive', n: 'negative', x: 'negative' }, candidates, ...settings },
    approval: 'auto',
    approvalTimeoutSeconds: 60,
    debounceSeconds: 0,
    images: { training: images, inference: 'i' },
  }),
  ...more,
});

describe('the training jobs of a run', () => {
  it('carry every hyperparameter of the linear family as JSON text', () => {
    const [job] = trainingJobs(
      plan([{ name: 'bigram', family: 'linear', hyperparameters: { C: 2 } }], { bigram: 'r:t' }),
      places,
    );

    expect(job).toMatchObject({
      algorithm: { TrainingImage: 'r:t', TrainingInputMode: 'File' },
      offers: [
        {
          jobName: 'reviews-aaaaaaaaaaaa-1-t-bigram',
          instanceType: 'ml.m5.large',
          purchase: 'on-demand',
          waitSeconds: 1800,
        },
      ],
      instanceCount: 1,
      checkpointUri: 's3://a/checkpoints/bigram/',
      timeoutSeconds: 3600,
    });
    expect(job?.hyperparameters).toEqual({
      augmentation: '"none"',
      c: '2',
      candidate: '"bigram"',
      class_weight: '"none"',
      cleaning:
        '{"lowercase":true,"stripUrls":true,"stripHtml":true,"asciiFold":false,"stopWords":"none","stemming":"none"}',
      dataset_version: '3',
      family: '"linear"',
      labels: '["negative","positive"]',
      max_features: '50000',
      max_text_length: '20000',
      min_df: '2',
      ngram_max: '2',
      ngram_min: '1',
      sampling: '"none"',
      seed: '20261',
      sublinear_tf: 'true',
    });
  });

  it('read the splits for training and validation, and no other', () => {
    const [job] = trainingJobs(plan([{ name: 'bigram', family: 'linear' }], { bigram: 'r:t' }), places);

    const read = job?.channels.map(({ ChannelName, DataSource }) => [ChannelName, DataSource.S3DataSource.S3Uri]);
    expect(read).toEqual([
      ['train', 's3://l/t/'],
      ['validation', 's3://l/v/'],
    ]);
  });

  it.each([
    ['naive-bayes', 'fitPrior', 'fit_prior', 'true'],
    ['gradient-boosting', 'l2Regularization', 'l2_regularization', '0'],
    ['random-forest', 'nEstimators', 'n_estimators', '200'],
  ])('carry those of the family %s, %s among them', (family, _name, name, text) => {
    const [job] = trainingJobs(plan([{ name: 'chosen', family }], { chosen: 'r:t' }), places);

    expect(job?.hyperparameters).toMatchObject({ family: `"${family}"`, candidate: '"chosen"', [name]: text });
  });

  it('say so when a text may have several labels, in every family and to every other image', () => {
    const candidates = [
      { name: 'ours', family: 'linear' },
      { name: 'mine', family: 'container', directory: 'mine' },
    ];
    const images = { ours: 'r:t', mine: 'r:t' };
    const tasksOf = (settings: Record<string, unknown>) =>
      trainingJobs(plan(candidates, images, {}, settings), places).map(({ hyperparameters }) => hyperparameters.task);

    expect(tasksOf({ task: 'multi-label' })).toEqual(['multi-label', 'multi-label']);
    expect(tasksOf({})).toEqual([undefined, undefined]);
  });

  it('of a transformer get the base that was planned as a channel, and its digest as a hyperparameter', () => {
    const digest = 'd'.repeat(64);
    const fine = { name: 'fine', family: 'transformer', hyperparameters: { base: 'minilm-l6', maxTokens: 64 } };

    const [job] = trainingJobs(plan([fine], { fine: 'r:t' }, { bases: { 'minilm-l6': digest } }), places);

    expect(job?.channels.at(-1)).toMatchObject({
      ChannelName: 'base',
      DataSource: { S3DataSource: { S3Uri: `s3://a/bases/minilm-l6/${digest}/` } },
    });
    expect(job?.channels).toHaveLength(3);
    expect(job?.hyperparameters).toMatchObject({
      family: '"transformer"',
      candidate: '"fine"',
      base: '"minilm-l6"',
      base_digest: `"${digest}"`,
      max_tokens: '64',
      max_batch_per_device: '32',
      learning_rate: '0.00005',
      precision: '"auto"',
    });
  });

  it('of a transformer cannot be made without its base', () => {
    const fine = { name: 'fine', family: 'transformer', hyperparameters: { base: 'minilm-l6' } };

    expect(() => trainingJobs(plan([fine], { fine: 'r:t' }), places)).toThrow('The base minilm-l6 was not there');
  });

  it("leave the values of somebody's own container as they are", () => {
    const own = { name: 'mine', family: 'container', directory: 'd', hyperparameters: { depth: '3' } };

    const [job] = trainingJobs(plan([own], { mine: 'r:t' }), places);

    expect(job?.hyperparameters).toMatchObject({ depth: '3', candidate: 'mine' });
    expect(job?.hyperparameters).not.toHaveProperty('family');
  });

  it('have a name for each offer of capacity, none of them twice, and none too long', () => {
    const name = 'a23456789012345b';
    const capacity = ['a', 'b', 'c', 'd', 'e'].map((size) => ({ instanceType: `ml.g5.${size}`, purchase: 'spot' }));
    const longest = { workload: 'reviews890123456789ab', runId: 'aaaaaaaaaaaa-999' };
    const candidate = plan([{ name, family: 'linear', capacity }], {}).deployed.config.candidates[0];
    if (candidate === undefined) throw new Error('The plan has one candidate');

    const names = [0, 1, MAX_RESUMPTIONS].flatMap((resumption) =>
      jobOffers({ ...longest, resumption }, candidate).map(({ jobName }) => jobName),
    );

    expect(names.slice(0, 6).map((job) => job.slice(57))).toEqual(['', '-o2', '-o3', '-o4', '-o5', '-r1']);
    expect(new Set(names).size).toBe(15);
    expect(Math.max(...names.map(({ length }) => length))).toBe(63);
  });

  it('cannot be made without an image', () => {
    expect(() => trainingJobs(plan([{ name: 'bigram', family: 'linear' }], {}), places)).toThrow('no training image');
  });
});
