import { beforeAll, describe, expect, it } from '@jest/globals';
import { synthesize } from '../lib/synthesize.ts';
import { type AslDefinition, definitionOf, pathsOf } from './machine.ts';

describe('the rollout state machine', () => {
  let definition: AslDefinition;

  beforeAll(async () => {
    definition = definitionOf((await synthesize('local')).template('serving'));
  });

  it('takes step after step until the function says that it is done', () => {
    expect(definition.StartAt).toBe('Begin');
    expect(definition.States.Begin).toMatchObject({
      Parameters: { 'arn.$': '$$.Execution.Id' },
      ResultPath: '$.execution',
      Next: 'Advance',
    });
    expect(definition.States.Wait).toMatchObject({ Type: 'Wait', SecondsPath: '$.waitSeconds', Next: 'Advance' });
    expect(definition.States.Advance).toMatchObject({ ResultPath: '$' });
  });

  it('ends released or with the reason why not, and always ends', () => {
    expect(new Set(pathsOf(definition).map((path) => path.at(-1)))).toEqual(
      new Set(['Released', 'NotReleased', 'Wait']),
    );
    expect(definition.States.NotReleased).toMatchObject({ ErrorPath: '$.error.Error', CausePath: '$.error.Cause' });
    expect(definition.TimeoutSeconds).toBe(7_200);
  });
});
