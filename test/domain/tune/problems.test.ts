import { describe, expect, it } from '@jest/globals';
import { type WorkloadInput, workloadSchema } from '../../../domain/workload/schema.ts';

/** The problems of a workload with these candidates, each as `path: message`. */
function problems(candidates: WorkloadInput['candidates'], tune: WorkloadInput['tune'] = {}, gate = {}): string[] {
  const given = { name: 'reviews', labels: { '0': 'negative', '1': 'positive' }, candidates, tune, gate };
  const parsed = workloadSchema.safeParse(given);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const C = { min: 0.01, max: 100, scale: 'logarithmic' as const };
const LINEAR = { name: 'linear', family: 'linear' as const, ranges: { C } };
const BAYES = { name: 'bayes', family: 'naive-bayes' as const, ranges: { alpha: C } };
const FINE = { name: 'fine', family: 'transformer' as const, hyperparameters: { base: 'minilm' } };
const LISTS = {
  name: 'lists',
  family: 'linear' as const,
  ranges: { ngramMax: [1, 2, 3], classWeight: ['none', 'balanced'] },
};

describe('how a workload is tuned', () => {
  it('has a default for everything but the ranges', () => {
    expect(problems([LINEAR, BAYES, { name: 'plain', family: 'linear' }])).toEqual([]);
  });

  it('is refused with every unknown hyperparameter and every value that the family refuses, each with its path', () => {
    const ranges = {
      alpha: C,
      C: { min: -1, max: 1 },
      minDf: { min: 1, max: 5, scale: 'logarithmic' as const },
      ngramMax: [1, 9],
      classWeight: ['none', 'heavy'],
      maxFeatures: { min: 100, max: 1000.5 },
    };
    const found = problems([{ ...LINEAR, ranges }]);

    expect(found.map((problem) => problem.slice(0, problem.indexOf(':')))).toEqual([
      'candidates.0.ranges.alpha',
      'candidates.0.ranges.alpha',
      'candidates.0.ranges.C',
      'candidates.0.ranges.ngramMax',
      'candidates.0.ranges.classWeight',
      'candidates.0.ranges.maxFeatures',
    ]);
    expect(found[0]).toContain('Unrecognized key');
    expect(found[3]).toContain('9: ');
  });

  it.each([
    ['an empty range', { min: 2, max: 1 }, 'must be less than max'],
    ['no logarithm', { min: 0, max: 1, scale: 'logarithmic' as const }, 'must be above 0'],
    ['no reverse logarithm', { min: 0.1, max: 1, scale: 'reverse-logarithmic' as const }, 'from 0 to below 1'],
    ['a value twice', [1, 1], 'each value once'],
    ['what the schema knows', { min: 1, max: 5, integer: true }, 'leave it out'],
  ])('refuses %s', (_what, range, message) => {
    expect(problems([{ ...LINEAR, ranges: { C: range } }]).join()).toContain(message);
  });

  it('refuses a warm start of several candidates together, and of strategies that know nothing of before', () => {
    expect(problems([LINEAR], { warmStart: true })).toEqual([]);
    expect(problems([LINEAR], { warmStart: true, strategy: 'random' })).toEqual([]);
    expect(problems([LINEAR, BAYES], { warmStart: true })).toEqual([
      'tune.warmStart: needs a single candidate with ranges',
    ]);
    expect(problems([LISTS], { warmStart: true, strategy: 'grid' })).toEqual([
      'tune.warmStart: needs the strategy bayesian or random, not grid',
    ]);
  });

  it('never tunes the base', () => {
    expect(problems([{ ...FINE, ranges: { base: ['minilm', 'other'] } }]).join()).toContain(
      'is the same for all trials',
    );
  });

  it('keeps to the rules of SageMaker', () => {
    const fine = { ...FINE, ranges: { learningRate: { min: 1e-5, max: 1e-4, scale: 'logarithmic' as const } } };
    expect(problems([LINEAR], { trials: 2, parallelTrials: 3 })).toEqual([
      'tune.parallelTrials: must be at most trials, which is 2',
    ]);
    expect(problems([LINEAR, LISTS], { strategy: 'grid' }).join()).toContain('linear has a range of numbers');
    expect(problems([LISTS], { strategy: 'grid', trials: 5 }).join()).toContain('the grid has 6 combinations');
    expect(problems([LISTS], { strategy: 'grid', trials: 6 })).toEqual([]);
    expect(problems([fine, { ...fine, name: 'finer' }], { earlyStopping: true }).join()).toContain(
      'a single candidate',
    );
    expect(problems([fine], { earlyStopping: true })).toEqual([]);
    expect(problems([fine], { strategy: 'hyperband' })).toEqual([]);
    expect(problems([fine], { strategy: 'hyperband', earlyStopping: true }).join()).toContain('must be off');
    expect(problems([{ ...fine, ranges: { epochs: { min: 1, max: 9 } } }], { strategy: 'hyperband' }).join()).toContain(
      'needs a hyperparameter epochs without a range',
    );
  });

  it('does not stop by epochs what has none', () => {
    expect(problems([LINEAR], { earlyStopping: true }).join()).toContain('linear (linear) has none');
    expect(problems([LINEAR], { strategy: 'hyperband' }).join()).toContain('linear (linear) has none');
  });

  it('looks for a metric that every tuned candidate logs', () => {
    const own = {
      name: 'own',
      family: 'container' as const,
      directory: 'containers/own',
      ranges: { depth: { min: 1, max: 9, integer: true } },
    };
    const logged = { metricDefinitions: [{ Name: 'f1', Regex: 'f1=(.*?);' }] };
    expect(problems([own]).join()).toContain('own does not log validation:accuracy');
    expect(problems([{ ...own, ...logged }], { objective: { metric: 'f1' } })).toEqual([]);
    expect(problems([LINEAR], { objective: { metric: 'validation:mood' } }).join()).toContain('does not log');
  });
});
