import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compare } from '../../../domain/experiment/compare.ts';
import { aCandidate, anExperiment } from './experiments.ts';

const names = (experiments: Parameters<typeof compare>[0]): string[] =>
  compare(experiments).differences.map(({ name }) => name);

describe('runs beside each other', () => {
  it('that were given the same differ in nothing', () => {
    expect(names([anExperiment(), anExperiment({ outcome: 'rejected' })])).toEqual([]);
  });

  it('differ in data, parameters, code and packages, each by its name and in the order of the runs', () => {
    const other = anExperiment({
      parameters: { split: '80/20', 'gate.metric': 'accuracy' },
      candidates: [
        aCandidate('unigram'),
        aCandidate('bigram', { parameters: { C: 4 }, packages: { 'scikit-learn': '1.9.2' } }),
      ],
      inferenceImage: 'elsewhere/assets:fedcba0987654321',
    });

    expect(compare([anExperiment(), other]).differences).toEqual([
      { name: 'split', values: ['70/15/15', '80/20'] },
      { name: 'bigram.C', values: [1, 4] },
      { name: 'bigram.ngramMax', values: [2, null] },
      { name: 'bigram.job.capacity', values: ['on-demand ml.m5.large', null] },
      { name: 'bigram.package scikit-learn', values: ['1.9.1', '1.9.2'] },
    ]);
  });

  it('do not differ in each setting of a candidate that only one of them has', () => {
    const other = anExperiment({ candidates: [aCandidate('bigram')] });

    expect(compare([anExperiment(), other]).differences).toEqual([
      { name: 'candidates', values: ['unigram, bigram', 'bigram'] },
    ]);
  });

  it('have null where one of them measured nothing', () => {
    const failed = anExperiment({
      outcome: 'failed',
      test: undefined,
      candidates: [aCandidate('unigram'), aCandidate('bigram', { status: 'failed', validation: undefined })],
    });

    const { validation, test } = compare([anExperiment(), failed]);

    expect(validation.find(({ candidate }) => candidate === 'bigram')?.figures).toContainEqual({
      metric: 'accuracy',
      values: [0.8, null],
    });
    expect(test).toContainEqual({ metric: 'accuracy', values: [0.82, null] });
  });

  it('differ in the source of a script, by the hash of its folder', () => {
    const script = (hash: string) =>
      anExperiment({ candidates: [aCandidate('mine', { family: 'script', sourceSha256: hash.repeat(64) })] });

    expect(compare([script('1'), script('2')]).differences).toEqual([
      { name: 'mine.source', values: ['1'.repeat(12), '2'.repeat(12)] },
    ]);
  });

  it('differ in the same settings in whatever order they are given', () => {
    const experiment = fc
      .record({ split: fc.constantFrom('80/20', '70/15/15'), c: fc.integer({ min: 1, max: 3 }), has: fc.boolean() })
      .map(({ split, c, has }) =>
        anExperiment({
          parameters: { split },
          candidates: [aCandidate('bigram', { parameters: { C: c } }), ...(has ? [aCandidate('unigram')] : [])],
        }),
      );
    fc.assert(
      fc.property(fc.array(experiment, { minLength: 2, maxLength: 4 }), (all) => {
        expect(names(all.toReversed()).toSorted()).toEqual(names(all).toSorted());
        for (const { values } of compare(all).differences) expect(values).toHaveLength(all.length);
      }),
    );
  });
});
