import { describe, expect, it } from '@jest/globals';
import type { Plan } from '../../../domain/lease/plan.ts';
import { offerInputSchema } from '../../../domain/offer/messages.ts';
import { trainingJobSchema } from '../../../domain/prepare/messages.ts';
import { trainingJobs } from '../../../domain/train/jobs.ts';
import { isIgnoredSource } from '../../../domain/train/source-files.ts';
import { deployedWorkloadSchema } from '../../../domain/workload/deployed.ts';

const IMAGE = '763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.6.0-cpu';
const SOURCE = { uri: 's3://assets/abc.zip', sha256: 'a'.repeat(64) };

const planOf = (sources?: Record<string, typeof SOURCE>): Plan => ({
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
    config: {
      name: 'reviews',
      labels: { p: 'positive', n: 'negative' },
      candidates: [
        {
          name: 'mine',
          family: 'script',
          image: IMAGE,
          directory: 'trainers/mine',
          entryPoint: 'src/train.py',
          hyperparameters: { C: '3' },
          metricDefinitions: [{ Name: 'f1', Regex: 'F1: (.*?);' }],
          capacity: [{ instanceType: 'ml.g5.xlarge', purchase: 'spot' }],
        },
      ],
    },
    approval: 'auto',
    approvalTimeoutSeconds: 60,
    debounceSeconds: 0,
    images: { training: { mine: IMAGE }, inference: 'i' },
    sources,
  }),
});

const places = {
  datasetVersion: 3,
  trainUri: 's3://l/t/',
  validationUri: 's3://l/v/',
  baseUri: (name: string, digest: string) => `s3://a/bases/${name}/${digest}/`,
  outputUri: 's3://a/o',
  checkpointUri: (candidate: string) => `s3://a/checkpoints/${candidate}/`,
};

describe('the training job of a script', () => {
  const [job] = trainingJobs(planOf({ mine: SOURCE }), places);

  it('starts the image by unpacking the sources, with the script as its argument', () => {
    expect(job?.algorithm).toEqual({
      TrainingImage: IMAGE,
      TrainingInputMode: 'File',
      MetricDefinitions: [{ Name: 'f1', Regex: 'F1: (.*?);' }],
      ContainerEntrypoint: ['python3', '-c', expect.stringContaining('zipfile')],
      ContainerArguments: ['src/train.py'],
    });
    for (const word of job?.algorithm.ContainerEntrypoint ?? []) expect(word).toMatch(/^.{1,256}$/);
    expect(trainingJobSchema.parse(job)).toEqual(job);
  });

  it('reads the sources as a channel of one object, beside the splits', () => {
    const read = job?.channels.map(({ ChannelName, DataSource }) => [ChannelName, DataSource.S3DataSource.S3Uri]);

    expect(read).toEqual([
      ['train', 's3://l/t/'],
      ['validation', 's3://l/v/'],
      ['code', SOURCE.uri],
    ]);
  });

  it('is told what every training is, and its own hyperparameters as they are', () => {
    expect(job?.hyperparameters).toEqual({
      C: '3',
      candidate: 'mine',
      dataset_version: '3',
      labels: '["negative","positive"]',
      max_text_length: '20000',
    });
  });

  it('takes offers of capacity and keeps checkpoints as every other one', () => {
    expect(job).toMatchObject({
      offers: [{ instanceType: 'ml.g5.xlarge', purchase: 'spot' }],
      checkpointUri: 's3://a/checkpoints/mine/',
    });
  });

  it('cannot be made where the environment was deployed without its sources', () => {
    expect(() => trainingJobs(planOf(), places)).toThrow('Candidate mine of reviews has no sources');
  });
});

describe('an offer of capacity', () => {
  it('is made for a training that a deployment before this one described otherwise', () => {
    const training = {
      candidate: 'bigram',
      imageUri: 'r:t',
      offers: [{ jobName: 'j', instanceType: 'ml.m5.large', purchase: 'on-demand', waitSeconds: 600 }],
      instanceCount: 1,
      interruptionsPerOffer: 3,
      timeoutSeconds: 3600,
    };
    const input = { workload: 'reviews', runId: 'r', volume: { gb: 30, kmsKeyId: 'k' }, state: { training } };

    expect(offerInputSchema.parse(input).state.training).toMatchObject({ candidate: 'bigram', timeoutSeconds: 3600 });
  });
});

describe('the sources of a script', () => {
  it.each(['__pycache__/a.cpython-312.pyc', 'a/.pytest_cache/x', 'lib/b.pyc', '.DS_Store'])(
    'are without %s',
    (path) => {
      expect(isIgnoredSource(path)).toBe(true);
    },
  );

  it('are everything else', () => {
    expect(['train.py', 'lib/a.py', 'words.txt', '.hidden'].filter(isIgnoredSource)).toEqual([]);
  });
});
