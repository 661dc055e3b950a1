import { type Experiment, type ExperimentCandidate, experimentSchema } from '../../../domain/experiment/experiment.ts';

const DIGEST = 'a'.repeat(64);

export const aCandidate = (name: string, facts: Partial<ExperimentCandidate> = {}): ExperimentCandidate => ({
  name,
  family: 'linear',
  status: 'evaluated',
  parameters: { C: 1, ngramMax: 2, 'job.capacity': 'on-demand ml.m5.large' },
  image: '000000000000.dkr.ecr.us-east-1.amazonaws.com/assets:1234567890abcdef',
  packages: { 'scikit-learn': '1.9.1' },
  jobs: [
    {
      name: `reviews-3fa9c1d2e4b5-1-t-${name}`,
      instanceType: 'ml.m5.large',
      instanceCount: 1,
      purchase: 'on-demand',
      seconds: 60,
      dollars: 0.002,
      savedDollars: 0,
    },
  ],
  model: { uri: `s3://artifacts/${name}/model.tar.gz`, sha256: DIGEST, digest: DIGEST, sizeBytes: 1000 },
  validation: { rows: 150, accuracy: 0.8, macroF1: 0.79, logLoss: 0.5, deciding: 0.8 },
  ...facts,
});

/** An experiment whose model went live; give what a test is about. */
export const anExperiment = (facts: Partial<Experiment> = {}): Experiment =>
  experimentSchema.parse({
    schemaVersion: 1,
    workload: 'reviews',
    runId: '3fa9c1d2e4b5-1',
    resumptions: 0,
    outcome: 'deployed',
    startedAt: '2026-11-21T12:00:00.000Z',
    endedAt: '2026-11-21T12:05:00.000Z',
    configHash: 'c0ffee',
    parameters: { split: '70/15/15', 'gate.metric': 'accuracy' },
    candidates: [aCandidate('unigram'), aCandidate('bigram')],
    processing: [],
    inferenceImage: '000000000000.dkr.ecr.us-east-1.amazonaws.com/assets:fedcba0987654321',
    selected: 'bigram',
    baseline: { label: 'negative', validation: { accuracy: 0.5 }, test: { accuracy: 0.5 } },
    test: {
      challenger: { name: 'bigram', figures: { rows: 150, accuracy: 0.82, macroF1: 0.81, logLoss: 0.5 } },
      champion: { name: 'baseline', figures: { rows: 150, accuracy: 0.5, macroF1: 0.33, logLoss: 0.7 } },
    },
    latency: { samples: 10, challengerP50Ms: 1, challengerP99Ms: 2 },
    decision: {
      verdict: 'promote',
      reasons: ['better by 0.32'],
      metric: 'accuracy',
      challenger: 0.82,
      champion: 0.5,
      difference: 0.32,
      interval: [0.2, 0.4],
    },
    cost: { dollars: 0.004, savedDollars: 0 },
    lineage: {
      uploads: [{ uploadId: 'u1', key: 'reviews/a.csv', versionId: 'v1', isNew: true }],
      dataset: { id: DIGEST, version: 1, rowsPerSplit: { train: 700, validation: 150, test: 150 } },
      trainings: [{ candidate: 'bigram', jobName: 'reviews-3fa9c1d2e4b5-1-t-bigram' }],
      model: { uri: 's3://artifacts/bigram/model.tar.gz', sha256: DIGEST, digest: DIGEST, sizeBytes: 1000 },
      package: { arn: 'arn:aws:sagemaker:us-east-1:000000000000:model-package/reviews/1', version: 1 },
      release: { modelName: 'm', endpointConfigName: 'c', releasedAt: '2026-11-21T12:04:00.000Z' },
    },
    documents: {
      plan: { uri: 's3://artifacts/reviews/runs/3fa9c1d2e4b5-1/plan.json', sha256: DIGEST },
      evaluation: { uri: 's3://artifacts/reviews/runs/3fa9c1d2e4b5-1/evaluate/evaluation.json', sha256: DIGEST },
    },
    ...facts,
  });
