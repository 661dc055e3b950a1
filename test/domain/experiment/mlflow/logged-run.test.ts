import { describe, expect, it } from '@jest/globals';
import { loggedExperimentOf } from '../../../../domain/experiment/mlflow/logged-run.ts';
import { TAG } from '../../../../domain/experiment/mlflow/tags.ts';
import { aCandidate, anExperiment } from '../experiments.ts';
import { curvedEvaluation } from './curved.ts';

const logged = (facts: Parameters<typeof anExperiment>[0] = {}, evaluation = curvedEvaluation()) =>
  loggedExperimentOf(anExperiment(facts), evaluation, 'staging');

const contents = (facts: Parameters<typeof anExperiment>[0] = {}, evaluation = curvedEvaluation()) =>
  logged(facts, evaluation).runs.map(({ tags }) => tags[TAG.content]);

describe('a run in MLflow', () => {
  it('lies in the experiment of its workload and environment, with its candidates beside it', () => {
    const { name, runs } = logged();

    expect(name).toBe('trainyard/staging/reviews');
    expect(runs.map((run) => [run.candidate, run.name, run.status])).toEqual([
      [undefined, '3fa9c1d2e4b5-1', 'FINISHED'],
      ['unigram', 'unigram', 'FINISHED'],
      ['bigram', 'bigram', 'FINISHED'],
    ]);
  });

  it('has the settings of the workload as its parameters and those of candidates as theirs', () => {
    const [run, unigram] = logged().runs;

    expect(run?.params).toMatchObject({ split: '70/15/15', 'gate.metric': 'accuracy', 'dataset version': '1' });
    expect(unigram?.params).toEqual({
      family: 'linear',
      C: '1',
      ngramMax: '2',
      'job.capacity': 'on-demand ml.m5.large',
      image: '1234567890ab',
      'package scikit-learn': '1.9.1',
    });
  });

  it('has what was measured as metrics, and learning curves by step', () => {
    const [run, unigram, bigram] = logged().runs;

    expect(run?.figures).toMatchObject({
      'test.accuracy': 0.82,
      'champion.accuracy': 0.5,
      'baseline.accuracy': 0.5,
      'decision.difference': 0.32,
      'decision.intervalLow': 0.2,
      'latency.challengerP99Ms': 2,
      'cost.dollars': 0.004,
      durationSeconds: 300,
    });
    expect(bigram?.figures).toMatchObject({ 'validation.macroF1': 0.79, 'jobs.seconds': 60, 'model.sizeBytes': 1000 });
    expect(unigram?.curves).toEqual([]);
    expect(bigram?.curves.filter(({ key }) => key === 'training.loss')).toEqual([
      { key: 'training.loss', step: 10, value: 1 },
      { key: 'training.loss', step: 20, value: 0.5 },
      { key: 'training.loss', step: 30, value: 1 / 3 },
    ]);
    expect(bigram?.curves.filter(({ key }) => key === 'training.validationAccuracy')).toHaveLength(3);
  });

  it('says in tags what was decided, where the model came from and went to, and where everything lies', () => {
    const [run, , bigram] = logged().runs;

    expect(run?.tags).toMatchObject({
      'trainyard.run_id': '3fa9c1d2e4b5-1',
      'trainyard.outcome': 'deployed',
      'trainyard.decision': 'promote',
      'trainyard.dataset_version': '1',
      'trainyard.uploads': 'reviews/a.csv?versionId=v1',
      'trainyard.training_jobs': 'reviews-3fa9c1d2e4b5-1-t-bigram',
      'trainyard.model_package_arn': 'arn:aws:sagemaker:us-east-1:000000000000:model-package/reviews/1',
      'trainyard.endpoint_config': 'c',
      'trainyard.document.evaluation': 's3://artifacts/reviews/runs/3fa9c1d2e4b5-1/evaluate/evaluation.json',
    });
    expect(bigram?.tags).toMatchObject({ 'trainyard.selected': 'true', 'trainyard.candidate': 'bigram' });
  });

  it('that failed is one that failed there, with its error', () => {
    const error = { code: 'JOB_FAILED' as const, what: 'It broke.', why: 'w', next: 'n' };
    const candidates = [aCandidate('a', { status: 'failed', reason: 'no' }), aCandidate('b', { status: 'untrained' })];
    const { runs } = logged({ outcome: 'failed', error, candidates });

    expect(runs.map(({ status }) => status)).toEqual(['FAILED', 'FAILED', 'KILLED']);
    expect(runs[0]?.tags['trainyard.error']).toBe('JOB_FAILED: It broke.');
  });

  it('is another one when what MLflow keeps for ever is another: a parameter, a curve, a name', () => {
    const before = contents();

    expect(contents({ parameters: { split: '80/20' } })[0]).not.toBe(before[0]);
    expect(contents({}, curvedEvaluation(4))[2]).not.toBe(before[2]);
    expect(
      contents({ candidates: [aCandidate('unigram'), aCandidate('bigram', { base: { name: 'bert' } })] })[2],
    ).not.toBe(before[2]);
  });

  it('is the same one when values changed that MLflow can change', () => {
    expect(contents({ cost: { dollars: 1, savedDollars: 0.5 }, outcome: 'rejected' })).toEqual(contents());
  });

  it('cuts what is too long and renames what MLflow takes no name of', () => {
    const { runs } = logged({ parameters: { 'labels.très bien': 'x'.repeat(10_000) } });
    const [[name, value]] = Object.entries(runs[0]?.params ?? {}).filter(([key]) => key.startsWith('labels')) as [
      [string, string],
    ];

    expect(name).toMatch(/^labels\.tr_s bien_[0-9a-f]{8}$/);
    expect(value).toHaveLength(6_000);
  });
});
