import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { metricDefinitionsSchema } from '../../../domain/train/metric-definition.ts';
import { metricDefinitions } from '../../../domain/train/metric-definitions.ts';
import { candidateSchema } from '../../../domain/workload/candidate.ts';

const TRAINER = join(import.meta.dirname, '../../../containers/training/trainyard_training');
const candidate = (family: string) =>
  candidateSchema.parse({
    name: 'one',
    family,
    ...(family === 'transformer' && { hyperparameters: { base: 'b' } }),
    ...(family === 'container' && { directory: 'd', metricDefinitions: [{ Name: 'f1', Regex: 'F1: ([0-9.]+)' }] }),
  });

describe('the metric definitions of a candidate', () => {
  it.each([
    ['linear', ['classic/job.py']],
    ['transformer', ['transformer/training.py', 'transformer/assembly.py']],
  ])('of the family %s name what its trainer prints', (family, files) => {
    const source = files.map((file) => readFileSync(join(TRAINER, file), 'utf8')).join();
    const printed = metricDefinitions(candidate(family)).map(({ Name }) => Name.replace(':', '_'));

    expect(printed.filter((name) => !source.includes(name))).toEqual([]);
  });

  it.each(['linear', 'naive-bayes', 'gradient-boosting', 'random-forest', 'transformer'])(
    'of the family %s are such as AWS takes',
    (family) => {
      expect(metricDefinitionsSchema.safeParse(metricDefinitions(candidate(family))).success).toBe(true);
    },
  );

  it('read a value as it is printed, and no other metric whose name ends alike', () => {
    const loss = metricDefinitions(candidate('linear')).find(({ Name }) => Name === 'validation:loss');
    const line = 'step=3; train:loss=0.700000; validation:loss=0.612000; validation:accuracy=0.5;';

    expect(new RegExp(loss?.Regex ?? '').exec(line)?.[1]).toBe('0.612000');
  });

  it('of a container are its own', () => {
    expect(metricDefinitions(candidate('container'))).toEqual([{ Name: 'f1', Regex: 'F1: ([0-9.]+)' }]);
  });
});

describe('a list of metric definitions', () => {
  it.each([
    [
      'a name twice',
      [
        { Name: 'a', Regex: '(1)' },
        { Name: 'a', Regex: '(2)' },
      ],
      'names must be unique',
    ],
    ['no group', [{ Name: 'a', Regex: 'a=.*' }], 'needs a group'],
    ['no expression', [{ Name: 'a', Regex: '(' }], 'is not a regular expression'],
    ['too many', Array.from({ length: 41 }, (_, index) => ({ Name: `n${index}`, Regex: '(.)' })), '<=40'],
  ])('is refused with %s', (_why, list, message) => {
    const { error } = metricDefinitionsSchema.safeParse(list);

    expect(error?.message).toContain(message);
  });
});
