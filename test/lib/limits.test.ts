import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { synthesized } from '../machine/account/templates.ts';
import { type Resource, resourcesOf, synthesize } from './synthesize.ts';

const reference = z.union([
  z.object({ Ref: z.string() }).transform(({ Ref }) => Ref),
  z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).transform(({ 'Fn::GetAtt': [id] }) => id),
]);
const alarmSchema = z.object({
  MetricName: z.string(),
  AlarmActions: z.array(z.unknown()).min(1),
  Dimensions: z.array(z.object({ Value: z.unknown() })).default([]),
});

/** `<metric> of <logical id>` for each alarm of a template that tells people. */
const alarmsIn = (template: Template): Set<string> =>
  new Set(
    Object.values(resourcesOf(template, 'AWS::CloudWatch::Alarm')).flatMap(({ Properties }) => {
      const { MetricName, Dimensions } = alarmSchema.parse(Properties);
      return Dimensions.map(({ Value }) => `${MetricName} of ${reference.safeParse(Value).data ?? String(Value)}`);
    }),
  );

const STACKS = ['serving', 'training', 'api', 'data', 'description'] as const;

describe('every wait has an end, and every end an alarm', () => {
  const templates = new Map<string, Template>();
  const alarms = new Map<string, Set<string>>();

  beforeAll(async () => {
    const { template } = await synthesize('staging');
    for (const stack of STACKS) {
      templates.set(stack, template(stack));
      alarms.set(stack, alarmsIn(template(stack)));
    }
  }, 60_000);

  const all = (type: string): { stack: string; id: string; resource: Resource }[] =>
    [...templates].flatMap(([stack, template]) =>
      Object.entries(resourcesOf(template, type)).map(([id, resource]) => ({ stack, id, resource })),
    );
  const isAlarmed = (metric: string, { stack, id }: { stack: string; id: string }): boolean =>
    alarms.get(stack)?.has(`${metric} of ${id}`) ?? false;

  it('of a state: each task has a time limit, and each wait lies in a machine that has one', async () => {
    const { machines } = await synthesized();
    for (const [machine, definition] of Object.entries(machines)) {
      expect({ machine, seconds: definition.TimeoutSeconds }).toEqual({ machine, seconds: expect.any(Number) });
      const text = JSON.stringify(definition);
      const tasks = [...text.matchAll(/"Type":"Task"/g)].length;
      const limits = [...text.matchAll(/"TimeoutSeconds(Path)?":/g)].length;
      // One more than tasks: the machine's own.
      expect({ machine, limits }).toEqual({ machine, limits: tasks + 1 });
    }
  });

  it('of an execution: one that fails or runs out of time is told', () => {
    const machines = all('AWS::StepFunctions::StateMachine');
    expect(machines).toHaveLength(2);
    for (const machine of machines) {
      expect(isAlarmed('ExecutionsFailed', machine)).toBe(true);
      expect(isAlarmed('ExecutionsTimedOut', machine)).toBe(true);
    }
  });

  it('of a function: it has a time limit, and its errors are told', () => {
    for (const one of all('AWS::Lambda::Function')) {
      const { Timeout } = one.resource.Properties;
      expect({ id: one.id, Timeout }).toEqual({ id: one.id, Timeout: expect.any(Number) });
      // CloudFormation itself waits for custom resources, and says when one fails.
      const isCustomResource = one.stack === 'data' || one.stack === 'description';
      expect({ id: one.id, alarmed: isCustomResource || isAlarmed('Errors', one) }).toEqual({
        id: one.id,
        alarmed: true,
      });
    }
  });

  it('of a message: it is kept for days, and told when it waits too long or is given up', () => {
    const queues = all('AWS::SQS::Queue');
    const dead = queues.filter(({ resource }) => resource.Properties.RedrivePolicy === undefined);
    const live = queues.filter(({ resource }) => resource.Properties.RedrivePolicy !== undefined);
    expect([dead.length, live.length]).toEqual([1, 1]);
    for (const queue of queues) expect(queue.resource.Properties.MessageRetentionPeriod).toBeGreaterThan(86_400);
    for (const queue of live) expect(isAlarmed('ApproximateAgeOfOldestMessage', queue)).toBe(true);
    for (const queue of dead) expect(isAlarmed('ApproximateNumberOfMessagesVisible', queue)).toBe(true);
  });

  it('of an event: what a rule cannot deliver is told, or kept in a queue that is', () => {
    for (const rule of all('AWS::Events::Rule')) {
      const hasQueue = JSON.stringify(rule.resource.Properties.Targets).includes('DeadLetterConfig');
      // What comes round by the clock is missed by an alarm on the function.
      const isClock = rule.resource.Properties.ScheduleExpression !== undefined;
      expect({ id: rule.id, told: hasQueue || isClock || isAlarmed('FailedInvocations', rule) }).toEqual({
        id: rule.id,
        told: true,
      });
    }
  });

  it('of a schedule: one that is given up is told', () => {
    for (const group of all('AWS::Scheduler::ScheduleGroup')) {
      expect(isAlarmed('InvocationDroppedCount', group)).toBe(true);
    }
  });

  it('of a lease: whoever looks after it is missed within a quarter of an hour', () => {
    const training = templates.get('training');
    training?.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(5 minutes)' });
    training?.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Invocations',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 3,
      TreatMissingData: 'breaching',
    });
  });
});
