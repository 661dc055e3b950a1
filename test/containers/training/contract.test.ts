import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { loadModel } from '../../../containers/inference/core/model.ts';
import { planSchema } from '../../../domain/lease/plan.ts';
import { trainingJobs } from '../../../domain/train/jobs.ts';
import { type PythonProcess, startPython } from '../inference/python.ts';
import { labelledTexts } from '../inference/texts.ts';

jest.setTimeout(60_000);

let python: PythonProcess;
let folder: string;
beforeAll(() => {
  python = startPython('reference.py');
  folder = mkdtempSync(path.join(tmpdir(), 'trainyard-contract-'));
});
afterAll(async () => {
  await python.end();
  rmSync(folder, { recursive: true });
});

/** Hyperparameters as the training job of the workload's one candidate gets them. */
function jobOf(candidate: {
  family: 'linear' | 'naive-bayes' | 'gradient-boosting' | 'random-forest';
  hyperparameters?: object;
}) {
  const plan = planSchema.parse({
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
        maxTextLength: 5000,
        candidates: [{ name: 'chosen', ...candidate }],
      },
      approval: 'auto',
      approvalTimeoutSeconds: 60,
      debounceSeconds: 0,
      images: { training: { chosen: 'registry/images:tag' }, inference: 'registry/images:other' },
    },
    uploads: [{ uploadId: 'u', key: 'reviews/u.csv', versionId: 'v', sizeBytes: 1, isNew: true }],
  });
  const [job] = trainingJobs(plan, {
    datasetVersion: 3,
    trainUri: 's3://t',
    validationUri: 's3://v',
    checkpointUri: () => 's3://c/',
    baseUri: (name, digest) => `s3://b/${name}/${digest}/`,
    outputUri: 's3://o',
  });
  const [configured] = plan.deployed.config.candidates;
  if (job === undefined || configured === undefined || !('ngramMin' in configured.hyperparameters)) {
    throw new Error('The plan has one candidate over TF-IDF');
  }
  return { job, configured: configured.hyperparameters };
}

const inPython = (name: string): string =>
  name === 'C' ? 'c' : name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const FRONT = {
  ngramMin: 2,
  ngramMax: 3,
  minDf: 1,
  maxFeatures: 400,
  sublinearTf: false,
  seed: 5,
  cleaning: {
    lowercase: false,
    stripUrls: false,
    stripHtml: false,
    asciiFold: true,
    stopWords: 'english',
    stemming: 'english',
  },
  sampling: 'balanced',
  augmentation: 'light',
};
const EVERYTHING = {
  linear: { C: 0.25, classWeight: 'balanced' },
  'naive-bayes': { variant: 'complement', alpha: 0.5, fitPrior: false },
  'gradient-boosting': {
    maxIter: 3,
    learningRate: 0.2,
    maxLeafNodes: 7,
    maxDepth: 3,
    minSamplesLeaf: 2,
    maxBins: 16,
    l2Regularization: 0.5,
    classWeight: 'balanced',
  },
  'random-forest': { nEstimators: 5, maxDepth: 4, minSamplesLeaf: 2, classWeight: 'balanced' },
} as const;
const FAMILIES = ['linear', 'naive-bayes', 'gradient-boosting', 'random-forest'] as const;

describe.each(FAMILIES)('A training job of the family %s', (family) => {
  const rows = labelledTexts('amazon').slice(0, 300);
  const trainedWith = async (hyperparameters: Readonly<Record<string, string>>) => {
    await python.ask({ hyperparameters, rows, texts: ['good'], folder });
    return loadModel(folder).description;
  };

  it('trains what the workload configures and says so in model.json', async () => {
    const { job, configured } = jobOf({ family, hyperparameters: { ...FRONT, ...EVERYTHING[family] } });

    const description = await trainedWith(job.hyperparameters);

    expect(description).toMatchObject({
      family,
      labels: ['negative', 'positive'],
      maxTextLength: 5000,
      preprocessing: {
        cleaning: configured.cleaning,
        ngramMin: configured.ngramMin,
        ngramMax: configured.ngramMax,
        sublinearTf: configured.sublinearTf,
      },
      training: { candidate: 'chosen', seed: configured.seed, rows: rows.length, datasetVersion: 3 },
    });
    expect(description.training.hyperparameters).toEqual(
      Object.fromEntries(Object.entries(configured).map(([name, value]) => [inPython(name), value])),
    );
  });

  it('has the defaults of the workload', async () => {
    const { job } = jobOf({ family });
    const { candidate = '', labels = '' } = job.hyperparameters;
    const configured = await trainedWith(job.hyperparameters);

    const byDefault = await trainedWith({ family, candidate, labels });

    expect(byDefault.training.hyperparameters).toEqual(configured.training.hyperparameters);
  });
});
