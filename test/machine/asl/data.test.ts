import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { execute, only } from './execute.ts';
import { find, write } from './reference-path.ts';

const pass = (state: object, input = {}) => execute(only({ Type: 'Pass', ...state }), input);

describe('data between states', () => {
  it('goes through InputPath, Parameters, ResultSelector, ResultPath and OutputPath in this order', async () => {
    const { output } = await execute(
      only({
        Type: 'Task',
        Resource: 'echo',
        InputPath: '$.in',
        Parameters: { 'given.$': '$.a', fixed: 1, deep: [{ 'id.$': '$$.Execution.Id' }] },
        ResultSelector: { 'all.$': '$', 'a.$': '$.given' },
        ResultPath: '$.result',
        OutputPath: '$.result',
      }),
      { in: { a: 'b' } },
      { echo: (parameters) => parameters },
    );
    const given = { given: 'b', fixed: 1, deep: [{ id: 'execution' }] };
    expect(output).toEqual({ all: given, a: 'b' });
  });

  it('forgets a result for a ResultPath of null, and replaces the input by one of $', async () => {
    expect((await pass({ Result: 1, ResultPath: null }, { kept: true })).output).toEqual({ kept: true });
    expect((await pass({ Result: 1 }, { kept: true })).output).toBe(1);
  });

  it('makes what is missing on the way to a ResultPath', async () => {
    expect((await pass({ Result: 1, ResultPath: '$.a.b' }, { c: 2 })).output).toEqual({ a: { b: 1 }, c: 2 });
  });

  it.each([
    ['States.ArrayLength($.list)', 3],
    ['States.ArrayGetItem($.list, 1)', 2],
    ['States.ArrayContains($.list, 3)', true],
    ["States.Format('{} of {}', $.name, States.ArrayLength($.list))", "it's 'ok' of 3"],
    ['States.JsonMerge($, States.StringToJson(\'{"name":1}\'), false)', { list: [1, 2, 3], name: 1 }],
    ["States.Array('a', 1, null, true)", ['a', 1, null, true]],
    ['States.MathAdd(-1, 2)', 1],
    ['States.JsonToString($.list)', '[1,2,3]'],
  ])('knows %s', async (expression, value) => {
    const input = { list: [1, 2, 3], name: "it's 'ok'" };
    expect((await pass({ Parameters: { 'is.$': expression } }, input)).output).toEqual({ is: value });
  });

  it('fails on a path that names nothing', async () => {
    expect(await pass({ Parameters: { 'a.$': '$.nowhere' } })).toMatchObject({ error: 'States.ParameterPathFailure' });
    expect(await pass({ InputPath: '$.nowhere' })).toMatchObject({ error: 'States.Runtime' });
  });

  it('fails when it grows beyond 256 KiB', async () => {
    expect(await pass({ Result: 'x'.repeat(300_000) })).toMatchObject({ error: 'States.DataLimitExceeded' });
  });

  it('is found again where it was written', () => {
    const step = fc.stringMatching(/^[A-Za-z_]\w{0,8}$/);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 4 }), fc.jsonValue(), (steps, value) => {
        const path = ['$', ...steps].join('.');
        const json = JSON.parse(JSON.stringify(value));
        expect(find(path, write(path, {}, json))).toEqual(json);
      }),
    );
  });
});
