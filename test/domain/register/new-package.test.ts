import { describe, expect, it } from '@jest/globals';
import type { EvaluationReport } from '../../../domain/evaluate/report.ts';
import { isOfTheseModels } from '../../../domain/evaluate/same-models.ts';
import { decide } from '../../../domain/gate/decide.ts';
import { newPackage } from '../../../domain/register/new-package.ts';
import type { TrainResults } from '../../../domain/train/results.ts';
import { planOf } from '../../containers/processing/prepare-fixture.ts';
import { evaluation } from '../../lambdas/memory/evaluation.ts';

const results: TrainResults['results'] = ['unigram', 'bigram'].map((candidate) => ({
  status: 'trained',
  candidate,
  family: 'linear',
  jobName: candidate,
  artifactUri: `s3://artifacts/${candidate}/model.tar.gz`,
}));
const dataset = { datasetId: 'd'.repeat(64), datasetVersion: 1 };
const evaluated = evaluation({
  task: 'single-label',
  runId: 'aaaaaaaaaaaa-1',
  ...dataset,
  wrongOneIn: 20,
  champion: undefined,
  results,
});
const [single] = evaluated.report.candidates;
if (single?.status !== 'evaluated') throw new Error('the fixture has no evaluated candidate');

/** An evaluation in which an ensemble won. */
const report: EvaluationReport = {
  ...evaluated.report,
  candidates: [
    ...evaluated.report.candidates,
    { ...single, name: 'ensemble', family: 'ensemble', artifactUri: 's3://artifacts/ensemble/model.tar.gz' },
  ],
  ensemble: {
    status: 'measured',
    members: [
      { name: 'bigram', weight: 0.75 },
      { name: 'unigram', weight: 0.25 },
    ],
    figure: 0.9,
    bestFigure: 0.8,
    p50Ms: 0.2,
    bestP50Ms: 0.1,
    taken: true,
  },
  selected: 'ensemble',
};

const packageOf = (training: Record<string, string>) => {
  const plan = planOf(['a.csv']);
  const { images } = plan.deployed;
  const hashes = { dataset: dataset.datasetId, configuration: 'c', evaluation: 'e' };
  const decision = decide(report, evaluated.paired, plan.deployed.config.gate, hashes, new Date(0));
  return newPackage({ ...plan, deployed: { ...plan.deployed, images: { ...images, training } } }, report, decision);
};

describe('the package of an ensemble', () => {
  it('has its own artifact, and names its members and the code that trained them', () => {
    const { artifactUri, facts } = packageOf({ unigram: 'repository:one', bigram: 'repository:one' });

    expect(artifactUri).toBe('s3://artifacts/ensemble/model.tar.gz');
    expect(facts).toMatchObject({
      candidate: 'ensemble',
      family: 'ensemble',
      members: 'bigram=0.75 unigram=0.25',
      codeDigest: 'one',
    });
  });

  it('has another code digest when one of several images is another one', () => {
    const codeDigest = (unigram: string) =>
      packageOf({ unigram: `repository:${unigram}`, bigram: 'repository:one' }).facts.codeDigest;

    expect(new Set([codeDigest('one'), codeDigest('two'), codeDigest('three')]).size).toBe(3);
  });
});

describe('an evaluation with an ensemble', () => {
  it('is taken again for the same models, and not for others', () => {
    const [first, second] = results;
    if (first?.status !== 'trained' || second === undefined) throw new Error('the fixture has two trained candidates');
    const others = [{ ...first, artifactUri: 's3://artifacts/other/model.tar.gz' }, second];

    expect(isOfTheseModels(report, { schemaVersion: 1, results })).toBe(true);
    expect(isOfTheseModels(report, { schemaVersion: 1, results: others })).toBe(false);
    expect(isOfTheseModels(report, { schemaVersion: 1, results: [first] })).toBe(false);
  });
});
