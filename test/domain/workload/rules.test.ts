import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { candidateSchema } from '../../../domain/workload/candidate.ts';
import { fitRulesSchema, stepRulesSchema } from '../../../domain/workload/families/rules.ts';

const TRAINER = join(import.meta.dirname, '../../../containers/training/trainyard_training/rules');

/** Thresholds by rule, as the trainer's modules name them. */
function rulesOfTrainer(): Record<string, string[]> {
  const sources = readdirSync(TRAINER).map((file) => readFileSync(join(TRAINER, file), 'utf8'));
  return Object.fromEntries(
    sources.flatMap((source) => {
      const name = /^NAME = "(\w+)"$/m.exec(source)?.[1];
      const thresholds = /^THRESHOLDS.* = \{(.*)\}$/m.exec(source)?.[1] ?? '';
      return name === undefined ? [] : [[name, [...thresholds.matchAll(/"(\w+)":/g)].map(([, one = '']) => one)]];
    }),
  );
}

const transformer = (rules: object) =>
  candidateSchema.safeParse({ name: 'fine', family: 'transformer', hyperparameters: { base: 'b' }, rules });

describe('the rules of a candidate', () => {
  it('are those of the trainer, with its thresholds', () => {
    const trainer = rulesOfTrainer();

    expect(Object.keys(stepRulesSchema.shape).sort()).toEqual(Object.keys(trainer).sort());
    expect(Object.keys(trainer)).toHaveLength(8);
    for (const [rule, thresholds] of Object.entries(trainer)) {
      const half = Object.fromEntries(thresholds.map((name) => [name, 1]));
      const { error } = stepRulesSchema.safeParse({ [rule]: { ...half, action: 'none', another: 1 } });
      const unknown = error?.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
      expect([rule, unknown]).toEqual([rule, ['another']]);
    }
  });

  it('are an action, or an action with thresholds, or thresholds alone', () => {
    const rules = { overfit: 'stop', deadClass: { action: 'none' }, dataBottleneck: { share: 0.5 } };

    expect(transformer(rules).data).toMatchObject({ rules });
  });

  it('are named with all that is wrong with them', () => {
    const { error } = transformer({
      overfit: 'halt',
      deadClass: { patience: 0, minimumRows: 0 },
      explodingGradients: { factor: 1 },
      lowGpu: 'stop',
    });

    expect(error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
      ['rules.overfit', expect.stringContaining("must be 'stop', 'notify' or 'none'")],
      ['rules.deadClass.patience', expect.any(String)],
      ['rules.deadClass.minimumRows', expect.any(String)],
      ['rules.explodingGradients.factor', expect.any(String)],
      ['rules', expect.stringContaining('lowGpu')],
    ]);
  });

  it('of a family without steps are those that look at its one fit', () => {
    const classic = (rules: object) => candidateSchema.safeParse({ name: 'bigram', family: 'linear', rules });

    expect(Object.keys(fitRulesSchema.shape)).toEqual(['overfit', 'deadClass']);
    expect(classic({ deadClass: 'stop' }).success).toBe(true);
    expect(classic({ lossNotDecreasing: 'stop' }).success).toBe(false);
    expect(candidateSchema.safeParse({ name: 'own', family: 'container', directory: 'd', rules: {} }).success).toBe(
      false,
    );
  });
});
