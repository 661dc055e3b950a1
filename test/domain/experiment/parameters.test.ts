import { describe, expect, it } from '@jest/globals';
import { candidateParameters, withFound, workloadParameters } from '../../../domain/experiment/parameters.ts';
import { candidateSchema } from '../../../domain/workload/candidate.ts';
import { workloadSchema } from '../../../domain/workload/schema.ts';

describe('the parameters of an experiment', () => {
  it('of a workload have the path of each setting, and nothing of its candidates', () => {
    const parameters = workloadParameters(
      workloadSchema.parse({ name: 'reviews', labels: { '0': 'negative', '1': 'positive' } }),
    );

    expect(parameters).toMatchObject({ split: '70/15/15', 'gate.confidence': 0.95, 'labels.0': 'negative' });
    expect(Object.keys(parameters).filter((name) => /candidates|^name$/.test(name))).toEqual([]);
  });

  it('of a candidate tell its hyperparameters from the machines that it asked for', () => {
    const parameters = candidateParameters(
      candidateSchema.parse({
        name: 'bigram',
        family: 'linear',
        capacity: [
          { instanceType: 'ml.m5.large', purchase: 'spot' },
          { instanceType: 'ml.m5.large', purchase: 'on-demand' },
        ],
        hyperparameters: { C: 4 },
      }),
    );

    expect(parameters).toMatchObject({
      C: 4,
      'job.instanceCount': 1,
      'job.capacity': 'spot ml.m5.large, on-demand ml.m5.large',
    });
  });

  it('have what a trial found, under the names of the configuration and in their own types', () => {
    const parameters = { learningRate: 0.1, classWeight: 'none', patience: 2 };
    const found = { learning_rate: '3.5e-05', class_weight: '"balanced"' };

    expect(withFound(parameters, { family: 'transformer' }, found)).toEqual({
      learningRate: 3.5e-5,
      classWeight: 'balanced',
      patience: 2,
    });
  });

  it('of another container stay text, as that gets them', () => {
    expect(withFound({ rate: '0.1' }, { family: 'container' }, { rate: '0.5' })).toEqual({ rate: '0.5' });
  });
});
