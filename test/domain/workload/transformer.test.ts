import { describe, expect, it } from '@jest/globals';
import { configurationHash, deployedWorkloadSchema } from '../../../domain/workload/deployed.ts';
import { workloadSchema } from '../../../domain/workload/schema.ts';
import { aBase, transformer } from '../base/bases.ts';

const LABELS = { '0': 'negative', '1': 'positive' };
const parse = (candidate: unknown) =>
  workloadSchema.safeParse({ name: 'reviews', labels: LABELS, candidates: [candidate] });

describe('a candidate of the transformer family', () => {
  it('needs nothing but a base', () => {
    const { data } = parse({ name: 'minilm', family: 'transformer', hyperparameters: { base: 'minilm-l6' } });

    expect(data?.candidates[0]).toMatchObject({
      family: 'transformer',
      hyperparameters: { base: 'minilm-l6', maxTokens: 128, epochs: 2, batchSize: 32, precision: 'auto', seed: 20_261 },
    });
  });

  it('hears of every problem at once', () => {
    const { error } = parse({
      name: 'minilm',
      family: 'transformer',
      hyperparameters: {
        base: 'Mini LM',
        maxTokens: 4,
        epochs: 1.5,
        batchSize: '32',
        learningRate: 0,
        warmupRatio: 0.9,
        weightDecay: -1,
        classWeight: 'rare',
        labelSmoothing: 1,
        precision: 'fp8',
        keepCheckpoints: 0,
        droput: 0.1,
      },
    });

    const named = error?.issues.map(({ path, message }) => path.at(3) ?? message);
    expect(named?.map(String).sort()).toEqual([
      'Unrecognized key: "droput"',
      'base',
      'batchSize',
      'classWeight',
      'epochs',
      'keepCheckpoints',
      'labelSmoothing',
      'learningRate',
      'maxTokens',
      'precision',
      'warmupRatio',
      'weightDecay',
    ]);
  });

  it('cannot start from a base called runs, where a workload called bases has its runs', () => {
    expect(parse(transformer('fine', { base: 'runs' })).success).toBe(false);
  });
});

describe('the identity of a configuration', () => {
  const deployed = (candidates: unknown[]) =>
    deployedWorkloadSchema.parse({
      config: { name: 'reviews', labels: LABELS, candidates },
      approval: 'auto',
      approvalTimeoutSeconds: 60,
      debounceSeconds: 0,
      images: { training: { one: 'r:t' }, inference: 'r:i' },
    });

  it('follows the content of the base, not its name or its source', () => {
    const one = deployed([transformer('one', { base: 'minilm-l6' })]);
    const base = aBase('minilm-l6');
    const other = { ...base, source: 'hf:else', addedAt: '2027-01-01T00:00:00.000Z' };

    const hash = configurationHash(one, { 'minilm-l6': base });
    expect(configurationHash(one, { 'minilm-l6': other })).toBe(hash);
    expect(configurationHash(one, { 'minilm-l6': aBase('minilm-l6', { content: 'tuned' }) })).not.toBe(hash);
    expect(configurationHash(one, {})).not.toBe(hash);
  });

  it('does not ask for bases where no candidate has one', () => {
    const one = deployed([{ name: 'one', family: 'linear' }]);

    expect(configurationHash(one, { 'minilm-l6': aBase('minilm-l6') })).toBe(configurationHash(one, {}));
  });
});
