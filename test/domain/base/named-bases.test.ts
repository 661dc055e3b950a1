import { describe, expect, it } from '@jest/globals';
import { namedBases, usersOfBases } from '../../../domain/base/named-bases.ts';
import { type WorkloadInput, workloadSchema } from '../../../domain/workload/schema.ts';
import { transformer } from './bases.ts';

const workload = (name: string, ...candidates: NonNullable<WorkloadInput['candidates']>) =>
  workloadSchema.parse({ name, labels: { '0': 'negative', '1': 'positive' }, candidates });

describe('the bases of workloads', () => {
  const one = workload(
    'one',
    { name: 'bigram', family: 'linear' },
    transformer('short', { base: 'minilm-l6', maxTokens: 64 }),
    transformer('long', { base: 'minilm-l6', maxTokens: 256 }),
  );
  const two = workload('two', transformer('fine', { base: 'minilm-l6' }), transformer('large', { base: 'bert-base' }));

  it('are named once each', () => {
    expect(namedBases(one)).toEqual(['minilm-l6']);
    expect(namedBases(workload('none', { name: 'bigram', family: 'linear' }))).toEqual([]);
  });

  it('are used by every workload with a candidate that starts from them', () => {
    expect(Object.fromEntries(usersOfBases([one, two]))).toEqual({ 'minilm-l6': ['one', 'two'], 'bert-base': ['two'] });
  });
});
