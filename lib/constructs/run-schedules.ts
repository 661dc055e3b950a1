import { Stack } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ALARM_PERIOD, notifyingAlarm } from './alarm.ts';
import type { StageFunction } from './stage-function.ts';
import type { StageMachine } from './state-machine.ts';

export interface RunSchedulesProps {
  readonly admit: StageFunction;
  readonly retrain: StageMachine;
  readonly topic: ITopic;
}

/** One-time schedules that `admit` sets to start a run when the debounce window closes. */
export class RunSchedules extends Construct {
  constructor(scope: Construct, id: string, { admit, retrain, topic }: RunSchedulesProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const group = new CfnScheduleGroup(this, 'Group');
    const role = new Role(this, 'Role', {
      description: 'Starts a run when its window closes',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [retrain.machine.stateMachineArn] }),
    );
    const schedules = stack.formatArn({ service: 'scheduler', resource: 'schedule', resourceName: `${group.ref}/*` });
    admit.allow(['scheduler:CreateSchedule', 'scheduler:GetSchedule', 'scheduler:UpdateSchedule'], [schedules]);
    admit.allow(['iam:PassRole'], [role.roleArn], {
      StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    });
    notifyingAlarm(this, 'Dropped', {
      topic,
      metric: new Metric({
        namespace: 'AWS/Scheduler',
        metricName: 'InvocationDroppedCount',
        dimensionsMap: { ScheduleGroup: group.ref },
        statistic: Stats.SUM,
        period: ALARM_PERIOD,
      }),
      description: 'The schedule of a run was given up. The keep function starts the run within minutes.',
    });
    admit.setEnvironment('SCHEDULE_GROUP', group.ref);
    admit.setEnvironment('SCHEDULER_ROLE_ARN', role.roleArn);
  }
}
