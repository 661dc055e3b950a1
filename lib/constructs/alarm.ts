import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Rule } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface NotifyingAlarmProps {
  readonly topic: ITopic;
  readonly metric: IMetric;
  /** What happened and where to look, for the person who is woken. */
  readonly description: string;
  /** Alarms above this. @default 0 */
  readonly threshold?: number;
  /** @default 1 */
  readonly periods?: number;
  /** @default GREATER_THAN_THRESHOLD */
  readonly comparison?: ComparisonOperator;
  /** @default NOT_BREACHING */
  readonly missingData?: TreatMissingData;
}

/** Five-minute windows: what a metric counts within one is told once. */
export const ALARM_PERIOD = Duration.minutes(5);

/** An alarm that tells people. A metric without data means that nothing happened, if nothing else is said. */
export function notifyingAlarm(scope: Construct, id: string, props: NotifyingAlarmProps): Alarm {
  const alarm = new Alarm(scope, id, {
    metric: props.metric,
    alarmDescription: props.description,
    threshold: props.threshold ?? 0,
    comparisonOperator: props.comparison ?? ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: props.periods ?? 1,
    treatMissingData: props.missingData ?? TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new SnsAction(props.topic));
  return alarm;
}

/** An alarm on events that a rule could not hand to its target. */
export function undeliveredAlarm(
  rule: Rule,
  { topic, description }: Pick<NotifyingAlarmProps, 'topic' | 'description'>,
) {
  const metric = new Metric({
    namespace: 'AWS/Events',
    metricName: 'FailedInvocations',
    dimensionsMap: { RuleName: rule.ruleName },
    statistic: Stats.SUM,
    period: ALARM_PERIOD,
  });
  return notifyingAlarm(rule, 'Undelivered', { topic, metric, description });
}
