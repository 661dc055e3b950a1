import { beforeAll, describe, expect, it } from '@jest/globals';
import { definitionOf } from '../pipelines/machine.ts';
import { deployedOf } from './deployed.ts';
import { allowing, type Statement, statementsOf } from './statements.ts';
import { type Synthesized, synthesize, withCandidates } from './synthesize.ts';

const LINEAR = { name: 'bigram', family: 'linear' } as const;
const MINILM = { name: 'minilm', family: 'transformer', hyperparameters: { base: 'minilm-l6' } } as const;

/** Prefixes of the artifacts bucket below `bases/` that a statement names. */
const basesIn = (statements: readonly Statement[]): string[] =>
  statements.flatMap(({ resources }) => resources.join().match(/bases\/[^"]*/g) ?? []);

describe('an environment with a transformer', () => {
  let platform: Synthesized;
  let without: Synthesized;
  let training: Statement[];

  beforeAll(async () => {
    platform = await synthesize('local', withCandidates([LINEAR, MINILM]));
    without = await synthesize('local', withCandidates([LINEAR]));
    training = statementsOf(platform.template('training'));
  });

  it('has an image of its own for it', () => {
    const { training: images } = deployedOf(platform, 'reviews').images;

    expect(Object.keys(images).sort()).toEqual(['bigram', 'minilm']);
    expect(images.minilm).not.toBe(images.bigram);
  });

  it('lets the training job, and who plans it, read that base and no other', () => {
    for (const reader of ['ImagesTrainingRole', 'FunctionsLease', 'FunctionsPrepare', 'FunctionsKeep']) {
      expect(basesIn(allowing(training, 's3:GetObject', reader))).toEqual(['bases/minilm-l6/*']);
    }
    expect(basesIn(allowing(training, 's3:GetObject'))).toHaveLength(4);
    expect(basesIn(allowing(training, 's3:PutObject'))).toEqual([]);
  });

  it('has the state machine of every environment: what a job reads comes with its message', () => {
    expect(definitionOf(platform.template('training')).States).toEqual({
      ...definitionOf(without.template('training')).States,
      Train: expect.anything(),
    });
    const train = JSON.stringify(definitionOf(platform.template('training')).States.Train);
    expect(train).toContain('"InputDataConfig.$":"$.training.channels"');
  });

  it('is an environment like before without one', () => {
    const template = JSON.stringify(without.template('training').toJSON());

    expect(template).not.toContain('bases/');
    expect(Object.keys(deployedOf(without, 'reviews').images.training)).toEqual(['bigram']);
  });
});
