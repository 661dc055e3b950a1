import { describe, expect, it } from '@jest/globals';
import { readDefinition } from './definition.ts';
import { execute, only } from './execute.ts';
import { StateFailure } from './failure.ts';

const choosing = (rule: object) => ({
  StartAt: 'Choose',
  States: {
    Choose: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
    Yes: { Type: 'Succeed' },
    No: { Type: 'Succeed' },
  },
});

describe('the way through the states', () => {
  it.each([
    [{ Variable: '$.s', StringEquals: 'abc' }, true],
    [{ Variable: '$.s', StringEquals: 'x' }, false],
    [{ Variable: '$.s', StringMatches: 'a*c' }, true],
    [{ Variable: '$.s', StringMatches: 'a.*' }, false],
    [{ Variable: '$.s', StringEqualsPath: '$.same' }, true],
    [{ Variable: '$.n', NumericGreaterThan: 1 }, true],
    [{ Variable: '$.n', NumericLessThanEquals: 1 }, false],
    [{ Variable: '$.s', NumericEquals: 1 }, false],
    [{ Variable: '$.yes', BooleanEquals: true }, true],
    [{ Variable: '$.nothing', IsNull: true }, true],
    [{ Variable: '$.missing', IsPresent: false }, true],
    [{ Variable: '$.missing.deeper', IsPresent: true }, false],
    [
      {
        And: [
          { Variable: '$.n', IsNumeric: true },
          { Variable: '$.n', NumericEquals: 2 },
        ],
      },
      true,
    ],
    [{ Or: [{ Variable: '$.n', NumericEquals: 3 }, { Not: { Variable: '$.n', NumericEquals: 2 } }] }, false],
    [
      {
        And: [
          { Variable: '$.missing', IsPresent: true },
          { Variable: '$.missing', StringEquals: 'a' },
        ],
      },
      false,
    ],
  ])('takes %j as %s', async (rule, holds) => {
    const input = { s: 'abc', same: 'abc', n: 2, yes: true, nothing: null };
    expect((await execute(choosing(rule), input)).states).toEqual(['Choose', holds ? 'Yes' : 'No']);
  });

  it('fails on a choice by a variable that is not there', async () => {
    expect(await execute(choosing({ Variable: '$.missing', StringEquals: 'a' }))).toMatchObject({
      error: 'States.Runtime',
    });
  });

  it('waits for as long as it is told, or until a time', async () => {
    expect(await execute(only({ Type: 'Wait', Seconds: 30 }))).toMatchObject({ seconds: 30 });
    expect(await execute(only({ Type: 'Wait', SecondsPath: '$.s' }), { s: 7 })).toMatchObject({ seconds: 7 });
    const Timestamp = '1970-01-01T00:01:00Z';
    expect(await execute(only({ Type: 'Wait', Timestamp }))).toMatchObject({ seconds: 60 });
    expect(await execute(only({ Type: 'Wait', SecondsPath: '$.s' }), { s: 'soon' })).toMatchObject({
      error: 'States.Runtime',
    });
  });

  const mapping = (more: object) => ({
    ...only({
      Type: 'Map',
      ItemsPath: '$.items',
      ItemSelector: { 'item.$': '$$.Map.Item.Value', 'at.$': '$$.Map.Item.Index', 'all.$': '$.all' },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'Each',
        States: { Each: { Type: 'Task', Resource: 'each', End: true } },
      },
      ...more,
    }),
  });

  it('maps items in order, no more at once than it may', async () => {
    let running = 0;
    let most = 0;
    const each = async (parameters: unknown, _call: unknown, clock: { sleep(seconds: number): Promise<void> }) => {
      running += 1;
      most = Math.max(most, running);
      await clock.sleep(10);
      running -= 1;
      return JSON.stringify(parameters);
    };
    const input = { items: ['a', 'b', 'c'], all: 1 };

    const ended = await execute(mapping({ MaxConcurrency: 2 }), input, { each });

    expect(ended.output).toEqual(['a', 'b', 'c'].map((item, at) => JSON.stringify({ item, at, all: 1 })));
    expect({ most, seconds: ended.seconds }).toEqual({ most: 2, seconds: 20 });
  });

  it('ends the other branches when one fails', async () => {
    let abandoned = 0;
    const each: NonNullable<Parameters<typeof execute>[2]>[string] = (parameters, { scope }) => {
      if (JSON.stringify(parameters).includes('bad')) throw new StateFailure('Bad', '');
      scope.onAbandoned(() => {
        abandoned += 1;
      });
      return new Promise(() => {});
    };
    const ended = await execute(mapping({}), { items: ['good', 'good', 'bad'], all: 1 }, { each });
    expect(ended).toMatchObject({ error: 'Bad' });
    expect(abandoned).toBe(2);
  });

  it('runs the branches of a Parallel on the same input', async () => {
    const branch = (Result: number) => ({ StartAt: 'P', States: { P: { Type: 'Pass', Result, End: true } } });
    expect(await execute(only({ Type: 'Parallel', Branches: [branch(1), branch(2)] }))).toMatchObject({
      output: [1, 2],
    });
  });

  it.each([
    ['a field that is not known', only({ Type: 'Pass', Surprise: 1 })],
    ['a type that is not known', only({ Type: 'Loop' })],
    ['another query language', { ...only({ Type: 'Pass' }), QueryLanguage: 'JSONata' }],
    ['an operator that is not known', choosing({ Variable: '$.a', StringSounds: 'b' })],
    ['a rule of And with one of its own', choosing({ And: [], Variable: '$.a' })],
    [
      'a distributed Map',
      mapping({ ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'A', States: {} } }),
    ],
  ])('refuses %s', (_name, definition) => {
    expect(() => readDefinition(JSON.stringify(definition))).toThrow('not understood');
  });

  it.each(['$.a[*]', '$..a', '$.a[?(@.b)]', "States.Base64Encode('a')", 'States.Format($.a'])(
    'refuses the expression %s',
    async (expression) => {
      await expect(execute(only({ Type: 'Pass', Parameters: { 'a.$': expression } }), { a: [1] })).rejects.toThrow();
    },
  );
});
