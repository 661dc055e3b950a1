import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { loadModel } from '../../../containers/inference/core/model.ts';
import { planSchema } from '../../../domain/lease/plan.ts';
import { trainingJobs } from '../../../domain/train/jobs.ts';
import type { WorkloadInput } from '../../../domain/workload/schema.ts';
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
function jobOf(
  hyperparameters: Extract<NonNullable<WorkloadInput['candidates']>[number], { family: 'linear' }>['hyperparameters'],
) {
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
        candidates: [{ name: 'chosen', family: 'linear', hyperparameters }],
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
    outputUri: 's3://o',
  });
  const [candidate] = plan.deployed.config.candidates;
  if (job === undefined || candidate?.family !== 'linear') throw new Error('The plan has one linear candidate');
  return { job, configured: candidate.hyperparameters };
}

describe('A training job of the linear family', () => {
  it.each([
    ['the defaults', undefined],
    [
      'everything set',
      {
        ngramMin: 2,
        ngramMax: 3,
        minDf: 1,
        maxFeatures: 500,
        sublinearTf: false,
        C: 0.25,
        classWeight: 'balanced' as const,
        seed: 5,
        cleaning: {
          lowercase: false,
          stripUrls: false,
          stripHtml: false,
          asciiFold: true,
          stopWords: 'english' as const,
          stemming: 'english' as const,
        },
      },
    ],
  ])('trains what the workload configures and says so in model.json: %s', async (_name, hyperparameters) => {
    const { job, configured } = jobOf(hyperparameters);

    await python.ask({ hyperparameters: job.hyperparameters, rows: labelledTexts('amazon'), texts: ['good'], folder });

    const { description } = loadModel(folder);
    expect(description).toMatchObject({
      family: 'linear',
      labels: ['negative', 'positive'],
      maxTextLength: 5000,
      preprocessing: {
        cleaning: configured.cleaning,
        ngramMin: configured.ngramMin,
        ngramMax: configured.ngramMax,
        sublinearTf: configured.sublinearTf,
      },
      training: { candidate: 'chosen', seed: configured.seed, rows: 1000, datasetVersion: 3 },
    });
    expect(description.training.hyperparameters).toEqual({
      ngram_min: configured.ngramMin,
      ngram_max: configured.ngramMax,
      min_df: configured.minDf,
      max_features: configured.maxFeatures,
      sublinear_tf: configured.sublinearTf,
      c: configured.C,
      class_weight: configured.classWeight,
      seed: configured.seed,
      cleaning: configured.cleaning,
    });
  });
});
