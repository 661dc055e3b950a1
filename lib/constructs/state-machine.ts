import { ArnFormat, type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Policy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, type IChainable, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acceptFinding } from './security-checks.ts';

export interface StageMachineProps {
  readonly comment: string;
  readonly definition: IChainable;
  readonly timeout: Duration;
  readonly logRetentionDays: RetentionDays;
}

/** A standard state machine with traces and a log that says which state ran, without the data that passed through. */
export class StageMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: StageMachineProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.machine = new StateMachine(this, 'Machine', {
      comment: props.comment,
      definitionBody: DefinitionBody.fromChainable(props.definition),
      timeout: props.timeout,
      tracingEnabled: true,
      logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: false },
    });
    acceptFinding(
      this.machine,
      'IAM5',
      'Log delivery and traces have no resources; jobs and executions are named when they start.',
    );
  }

  allow(actions: string[], resources: string[], conditions?: Record<string, Record<string, unknown>>): void {
    this.machine.addToRolePolicy(new PolicyStatement({ actions, resources, ...(conditions && { conditions }) }));
  }

  /** Starts executions, by a policy of its own: the starter may itself be part of the machine. */
  grantStart(id: string, starter: Role): void {
    this.#policy(id, starter, ['states:StartExecution'], [this.machine.stateMachineArn]);
  }

  /** Reads and stops executions, by a policy of its own. */
  grantControl(id: string, controller: Role, actions: string[]): void {
    this.#policy(id, controller, actions, [this.executionArns]);
  }

  /** Pattern of the ARNs of all executions. */
  get executionArns(): string {
    return Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${this.machine.stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  /** Executions that ended badly: failed, timed out or stopped. */
  metricFailures(options: MetricOptions = {}): Metric {
    return this.machine.metricFailed({ statistic: Stats.SUM, ...options });
  }

  metricTimeouts(options: MetricOptions = {}): Metric {
    return this.machine.metricTimedOut({ statistic: Stats.SUM, ...options });
  }

  #policy(id: string, role: Role, actions: string[], resources: string[]): void {
    const policy = new Policy(this, id, { statements: [new PolicyStatement({ actions, resources })] });
    policy.attachToRole(role);
    acceptFinding(policy, 'IAM5', 'An execution has no name before it starts.');
  }
}
