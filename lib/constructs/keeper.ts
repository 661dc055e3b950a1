import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ALARM_PERIOD, notifyingAlarm } from './alarm.ts';
import type { StageFunction } from './stage-function.ts';

export interface KeeperProps {
  readonly keep: StageFunction;
  readonly topic: ITopic;
}

/** A lease lives for three beats. */
export const BEAT_MINUTES = 5;

/** Calls `keep` every few minutes, and tells people when it fails twice in a row or is not called at all. */
export class Keeper extends Construct {
  constructor(scope: Construct, id: string, { keep, topic }: KeeperProps) {
    super(scope, id);
    new Rule(this, 'Beat', {
      description: 'Looks after leases and owed runs',
      schedule: Schedule.rate(Duration.minutes(BEAT_MINUTES)),
      // The next beat comes soon: one that is late is worth nothing.
      targets: [new LambdaFunction(keep.function, { maxEventAge: Duration.minutes(BEAT_MINUTES), retryAttempts: 1 })],
    });
    notifyingAlarm(this, 'Failing', {
      topic,
      metric: keep.metricErrors({ period: ALARM_PERIOD }),
      periods: 2,
      description: 'Leases and owed runs are not looked after: the keep function keeps failing; its log says why.',
    });
    notifyingAlarm(this, 'Silent', {
      topic,
      metric: keep.function.metricInvocations({ period: ALARM_PERIOD, statistic: Stats.SUM }),
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      missingData: TreatMissingData.BREACHING,
      periods: 3,
      description: 'Leases and owed runs are not looked after: the keep function has not been called for 15 minutes.',
    });
  }
}
