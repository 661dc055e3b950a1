import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PlatformError } from '../../../domain/errors.ts';
import { nearest } from '../../../domain/nearest.ts';
import { applySettings } from '../../../domain/try/apply.ts';
import { type Settings, settablePaths, settingsLine, valueAt } from '../../../domain/try/settings.ts';
import { configurationHash } from '../../../domain/workload/deployed.ts';
import { deployedWorkload } from '../../lambdas/memory/world.ts';

const deployed = deployedWorkload();
const { config } = deployed;

const problemsOf = (settings: Settings): unknown => {
  try {
    applySettings(config, settings);
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'CONFIG_INVALID') return error.details.problems;
    throw error;
  }
  throw new Error('nothing was wrong');
};

describe("a start's settings", () => {
  it('change what they name, and nothing else', () => {
    const applied = applySettings(config, {
      split: '80/20',
      'gate.minimum': 0.6,
      'candidates.bigram.hyperparameters.C': 2,
      'candidates.bigram.hyperparameters.cleaning.stripUrls': true,
      sample: 2000,
    });

    const [unigram, bigram] = config.candidates;
    expect(applied.config).toEqual({
      ...config,
      split: '80/20',
      gate: { ...config.gate, minimum: 0.6 },
      candidates: [
        unigram,
        {
          ...bigram,
          hyperparameters: {
            ...bigram?.hyperparameters,
            C: 2,
            cleaning: { ...(valueAt(config, 'candidates.bigram.hyperparameters.cleaning') as object), stripUrls: true },
          },
        },
      ],
    });
    expect(applied.sample).toBe(2000);
    expect(applied.tried && settingsLine(applied.tried)).toContain('split=80/20, gate.minimum=0.6');
  });

  it('are no try where they say what the configuration says already', () => {
    const same = { split: config.split, 'gate.minimum': config.gate.minimum };

    expect(applySettings(config, same)).toEqual({ config, tried: undefined, sample: undefined });
    expect(applySettings(config, { ...same, split: '60/20/20' }).tried).toEqual({ split: '60/20/20' });
  });

  it('are checked all at once, by the schema of the configuration, each with its path', () => {
    expect(
      problemsOf({
        'gate.minimun': 0.6,
        'candidates.bigrm.hyperparameters.C': 2,
        split: '80/30',
        'candidates.bigram.hyperparameters.C': 'much',
        sample: 1,
        name: 'other',
      }),
    ).toEqual([
      { path: 'gate.minimun', message: expect.stringMatching(/cannot be set; near it: gate\.minimum/) },
      {
        path: 'candidates.bigrm.hyperparameters.C',
        message: expect.stringContaining('candidates.bigram.hyperparameters.C'),
      },
      { path: 'sample', message: expect.stringContaining('20') },
      { path: 'name', message: expect.stringContaining('cannot be set') },
      { path: 'split', message: 'must add up to 100' },
      { path: 'candidates.bigram.hyperparameters.C', message: expect.stringContaining('number') },
    ]);
  });

  it('are part of what a run is: any that changes something makes it another one', () => {
    const hash = (settings: Settings): string => {
      const applied = applySettings(config, settings);
      return configurationHash({ ...deployed, config: applied.config }, {}, applied.sample);
    };
    const different: Settings[] = [{}, { split: '80/20' }, { 'gate.minimum': 0.6 }, { sample: 100 }, { sample: 200 }];

    expect(new Set(different.map(hash)).size).toBe(different.length);
    expect(hash({ split: config.split })).toBe(hash({}));
  });

  it('can be set by each path that is named, to what is there', () => {
    const paths = settablePaths(config).filter((path) => path !== 'sample');
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) {
      const value = valueAt(config, path) as Settings[string];
      expect({ path, tried: applySettings(config, { [path]: value }).tried }).toEqual({ path, tried: undefined });
    }
  });

  it('never get through with a path that is not named', () => {
    const known = settablePaths(config);
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), (path) => {
        fc.pre(!known.includes(path));
        expect(() => applySettings(config, { [path]: 1 })).toThrow(/cannot be set/);
      }),
    );
  });
});

describe('what is nearest to a text', () => {
  it('is what few letters make of it', () => {
    expect(nearest('gate.minimun', ['split', 'gate.margin', 'gate.minimum'], 2)).toEqual([
      'gate.minimum',
      'gate.margin',
    ]);
  });
});
