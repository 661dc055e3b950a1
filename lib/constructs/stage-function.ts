import { Duration } from 'aws-cdk-lib';
import { type Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, type IGrantable, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { stageFunctionCode } from '../../lambdas/build.ts';
import { functionIdentity } from './function-identity.ts';
import { stagedOnce } from './staged.ts';

export interface StageFunctionProps {
  /** Folder under `lambdas/` whose `handler.ts` exports `handler`. */
  readonly stage: string;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetentionDays: RetentionDays;
  /** @default 30 seconds */
  readonly timeout?: Duration;
  /** @default 256 */
  readonly memoryMb?: number;
}

/** A stage's Lambda function: one bundle with its own SDK, its own role and log group, traced. */
export class StageFunction extends Construct implements IGrantable {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: StageFunctionProps) {
    super(scope, id);
    const { role, logGroup } = functionIdentity(this, props.logRetentionDays);
    this.role = role;
    const { stage } = props;
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: Code.fromAsset(
        stagedOnce(`function:${stage}`, (outputDirectory) => stageFunctionCode({ stage, outputDirectory })),
      ),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role,
      logGroup,
      timeout: props.timeout ?? Duration.seconds(30),
      memorySize: props.memoryMb ?? 256,
      tracing: Tracing.ACTIVE,
      environment: { ...props.environment },
    });
  }

  get grantPrincipal(): Role {
    return this.role;
  }

  /** Calls the function, without the versions and aliases that the function's own grant includes. */
  grantInvoke(grantee: IGrantable): void {
    Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns: [this.function.functionArn] });
  }

  /** Allows the function what a statement says. */
  allow(actions: string[], resources: string[], conditions?: Record<string, Record<string, unknown>>): void {
    this.role.addToPolicy(new PolicyStatement({ actions, resources, ...(conditions && { conditions }) }));
  }

  /** Adds a variable whose value is known only after the function is declared. */
  setEnvironment(name: string, value: string): void {
    this.function.addEnvironment(name, value);
  }

  /** Invocations that ended in an error. */
  metricErrors(options: MetricOptions = {}): Metric {
    return this.function.metricErrors({ statistic: Stats.SUM, ...options });
  }
}
