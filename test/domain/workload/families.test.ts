import { describe, expect, it } from '@jest/globals';
import { candidateSchema } from '../../../domain/workload/candidate.ts';

const PLATFORM_FAMILIES = ['linear', 'naive-bayes', 'gradient-boosting', 'random-forest'] as const;

const problemsOf = (family: string, hyperparameters: object): string[] => {
  const { error } = candidateSchema.safeParse({ name: 'chosen', family, hyperparameters });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
};

describe('a candidate', () => {
  it.each(PLATFORM_FAMILIES)('of the family %s needs nothing but its name', (family) => {
    expect(candidateSchema.parse({ name: 'chosen', family }).hyperparameters).toMatchObject({
      sampling: 'none',
      augmentation: 'none',
    });
  });

  it.each(PLATFORM_FAMILIES)('of the family %s alters copies only where balanced sampling makes some', (family) => {
    expect(problemsOf(family, { sampling: 'balanced', augmentation: 'light' })).toEqual([]);
    expect(problemsOf(family, { sampling: 'undersampled', augmentation: 'light' })).toEqual([
      "hyperparameters.augmentation: alters the rows that balanced sampling repeats: set sampling to 'balanced' too",
    ]);
  });

  it('hears of every wrong hyperparameter at once', () => {
    const problems = problemsOf('random-forest', { maxDepth: 65, nEstimators: 0, maxFeatures: 50_000, C: 1 });

    for (const name of ['maxDepth', 'nEstimators', 'maxFeatures', '"C"']) {
      expect(problems.join('\n')).toContain(name);
    }
  });
});
