import { beforeAll, describe, expect, it } from '@jest/globals';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { STEP_SECONDS } from '../../domain/rollout/turn.ts';
import { synthesize } from '../lib/synthesize.ts';
import { type AslDefinition, definitionOf, pathsOf } from './machine.ts';

describe('the rollout state machine', () => {
  let definition: AslDefinition;
  let template: Template;

  beforeAll(async () => {
    template = (await synthesize('local')).template('serving');
    definition = definitionOf(template);
  });

  it('alarms people when a rollout fails or never ends', () => {
    for (const MetricName of ['ExecutionsFailed', 'ExecutionsTimedOut']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName, AlarmActions: [Match.anyValue()] });
    }
  });

  it('gives a step no longer than the time after which its turn may be taken', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Takes the next step of a rollout',
      Timeout: STEP_SECONDS,
    });
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
