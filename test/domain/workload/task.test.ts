import { describe, expect, it } from '@jest/globals';
import { configurationHash, deployedWorkloadSchema } from '../../../domain/workload/deployed.ts';
import { type WorkloadInput, workloadSchema } from '../../../domain/workload/schema.ts';

const LABELS = { bug: 'bug', praise: 'praise' };

const problemsOf = (settings: Partial<WorkloadInput>): string[] => {
  const { error } = workloadSchema.safeParse({ name: 'tickets', labels: LABELS, ...settings });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
};

const hashOf = (settings: Partial<WorkloadInput>): string =>
  configurationHash(
    deployedWorkloadSchema.parse({
      config: { name: 'tickets', labels: LABELS, ...settings },
      approval: 'auto',
      approvalTimeoutSeconds: 60,
      debounceSeconds: 0,
      images: { training: {}, inference: 'repository:tag' },
    }),
    {},
  );

describe('a workload whose texts have any number of labels', () => {
  it('needs nothing but its task', () => {
    expect(problemsOf({ task: 'multi-label' })).toEqual([]);
  });

  it('says of each candidate what cannot be and what to write instead', () => {
    const problems = problemsOf({
      task: 'multi-label',
      candidates: [
        { name: 'copies', family: 'linear', hyperparameters: { sampling: 'balanced' } },
        { name: 'trees', family: 'random-forest' },
        { name: 'boosted', family: 'gradient-boosting' },
        { name: 'weighted', family: 'linear', hyperparameters: { classWeight: 'balanced' } },
        { name: 'bayes', family: 'naive-bayes' },
        { name: 'mine', family: 'container', directory: 'mine' },
      ],
    });

    expect(problems).toEqual([
      "candidates.0.hyperparameters.sampling: goes by the one label of a text: with several labels it must be 'none', and classWeight 'balanced'",
      "candidates.1.family: cannot learn texts with several labels: use 'linear', 'naive-bayes' or 'transformer'",
      "candidates.2.family: cannot learn texts with several labels: use 'linear', 'naive-bayes' or 'transformer'",
    ]);
  });

  it('has no ensemble', () => {
    expect(problemsOf({ task: 'multi-label', ensemble: {} })).toEqual([
      'ensemble: averages models that give a text one label: leave it out when a text may have several',
    ]);
  });

  it('has 31 labels at most', () => {
    const labels = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, at) => [`l${at}`, `l${at}`]));

    expect(problemsOf({ task: 'multi-label', labels: labels(31) })).toEqual([]);
    expect(problemsOf({ task: 'multi-label', labels: labels(32) })).toHaveLength(1);
    expect(problemsOf({ labels: labels(32) })).toEqual([]);
  });

  it('has no value with what separates values', () => {
    expect(problemsOf({ task: 'multi-label', labels: { 'a;b': 'ab', c: 'c' }, labelSeparator: ';' })).toEqual([
      'labels.a;b: must not have ;, which separates labels',
    ]);
  });

  it('alone has a separator, and thresholds', () => {
    const candidates = [{ name: 'a', family: 'linear', hyperparameters: { thresholds: 'tuned' } } as const];

    expect(problemsOf({ task: 'multi-label', labelSeparator: ';', candidates })).toEqual([]);
    expect(problemsOf({ labelSeparator: ';', candidates })).toEqual([
      "labelSeparator: is of texts with several labels: set task to 'multi-label' too",
      "candidates.0.hyperparameters.thresholds: is of texts with several labels: set task to 'multi-label' too",
    ]);
  });

  it('is another configuration, also with another separator', () => {
    const hashes = [{}, { task: 'multi-label' }, { task: 'multi-label', labelSeparator: ';' }] as const;

    expect(new Set(hashes.map(hashOf)).size).toBe(3);
    expect(hashOf({ task: 'single-label' })).toBe(hashOf({}));
    expect(hashOf({ task: 'multi-label', labelSeparator: '|' })).toBe(hashOf({ task: 'multi-label' }));
  });
});
