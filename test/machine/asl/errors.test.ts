import { describe, expect, it } from '@jest/globals';
import { execute, failing, only } from './execute.ts';
import { StateFailure } from './failure.ts';

const retrying = { ErrorEquals: ['Throttled'], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 3 };
const never = (): Promise<never> => new Promise(() => {});

const task = (state: object, tasks: Parameters<typeof execute>[2], input = {}) =>
  execute(
    {
      StartAt: 'Work',
      States: { Work: { Type: 'Task', Resource: 'work', End: true, ...state }, Mend: { Type: 'Pass', End: true } },
    },
    input,
    tasks,
  );

describe('errors', () => {
  it('are retried after intervals that grow by the rate, up to the longest delay', async () => {
    const work = failing('Throttled', 3);
    expect(await task({ Retry: [retrying] }, { work })).toMatchObject({ output: 'done', seconds: 2 + 4 + 8 });
    const capped = { ...retrying, MaxDelaySeconds: 3 };
    expect(await task({ Retry: [capped] }, { work: failing('Throttled', 3) })).toMatchObject({ seconds: 2 + 3 + 3 });
  });

  it('end the execution when no attempt is left', async () => {
    const ended = await task({ Retry: [retrying] }, { work: failing('Throttled', 4) });
    expect(ended).toMatchObject({ error: 'Throttled', cause: 'cause of Throttled', seconds: 14 });
  });

  it('are counted by the retrier that takes them', async () => {
    const errors = ['A', 'B', 'A', 'B'];
    const work = () => {
      const error = errors.shift();
      if (error === undefined) return 'done';
      throw new StateFailure(error, '');
    };
    const each = (name: string) => ({ ErrorEquals: [name], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 2 });
    expect(await task({ Retry: [each('A'), each('B')] }, { work })).toMatchObject({ output: 'done', seconds: 4 });
  });

  it('go where the first catcher that is about them sends them, with error and cause at its path', async () => {
    const Catch = [
      { ErrorEquals: ['Other'], Next: 'Work' },
      { ErrorEquals: ['States.ALL'], Next: 'Mend', ResultPath: '$.error' },
    ];
    expect(await task({ Catch }, { work: failing('Broken') }, { kept: 1 })).toMatchObject({
      states: ['Work', 'Mend'],
      output: { kept: 1, error: { Error: 'Broken', Cause: 'cause of Broken' } },
    });
  });

  it('are caught only once they are retried no more', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Mend' }];
    const ended = await task({ Retry: [retrying], Catch }, { work: failing('Throttled') });
    expect(ended).toMatchObject({ states: ['Work', 'Mend'], seconds: 14 });
  });

  it('of a task past its time are States.Timeout, which States.TaskFailed does not take', async () => {
    const Catch = (name: string) => [{ ErrorEquals: [name], Next: 'Mend' }];
    const late = (name: string) => task({ TimeoutSeconds: 604_800, Catch: Catch(name) }, { work: never });
    expect(await late('States.ALL')).toMatchObject({ states: ['Work', 'Mend'], seconds: 604_800 });
    expect(await late('States.TaskFailed')).toMatchObject({ error: 'States.Timeout' });
    expect(await task({ TimeoutSecondsPath: '$.limit' }, { work: never }, { limit: 5 })).toMatchObject({ seconds: 5 });
  });

  it('of the definition itself are not taken by States.ALL', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Mend' }];
    expect(await task({ Catch, TimeoutSecondsPath: '$.none' }, { work: never })).toMatchObject({
      error: 'States.Runtime',
    });
  });

  it('come from Fail states with texts of their own or from the data', async () => {
    expect(await execute(only({ Type: 'Fail', End: undefined, Error: 'E', Cause: 'c' }))).toMatchObject({
      error: 'E',
      cause: 'c',
    });
    const paths = { Type: 'Fail', End: undefined, ErrorPath: '$.code', CausePath: "States.Format('so {}', $.why)" };
    expect(await execute(only(paths), { code: 'C', why: 'it is' })).toMatchObject({ error: 'C', cause: 'so it is' });
  });
});
