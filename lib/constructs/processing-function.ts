import { Duration, Size } from 'aws-cdk-lib';
import { type Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { type IGrantable, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Architecture, CfnFunction, type DockerImageCode, DockerImageFunction, Tracing } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { NetworkConfig } from '../../config/environment.ts';
import { retentionOf } from '../configured.ts';
import { grantProcessing } from '../grants.ts';
import type { PlatformStackProps } from '../stack-props.ts';
import { functionIdentity } from './function-identity.ts';

export interface ProcessingFunctionProps extends PlatformStackProps {
  readonly code: DockerImageCode;
  /** Of the jobs, whose work it does. */
  readonly variables: Readonly<Record<string, string>>;
}

/** The processing image as a function, for data that is small: the rights of the processing jobs, within Lambda's limits. */
export class ProcessingFunction extends Construct implements IGrantable {
  readonly function: DockerImageFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: ProcessingFunctionProps) {
    super(scope, id);
    const { sizes, network } = props.configuration.environment;
    const { role, logGroup } = functionIdentity(this, retentionOf(props.configuration));
    this.role = role;
    grantProcessing(props, role);
    this.function = new DockerImageFunction(this, 'Function', {
      description: 'Prepares and evaluates data that is small',
      code: props.code,
      architecture: Architecture.X86_64,
      role,
      logGroup,
      timeout: Duration.seconds(sizes.functionTimeoutSeconds),
      memorySize: sizes.functionMemoryMb,
      ephemeralStorageSize: Size.mebibytes(sizes.functionStorageMb),
      tracing: Tracing.ACTIVE,
      environment: { ...props.variables },
    });
    if (network !== undefined) this.#joinNetwork(network);
  }

  get grantPrincipal(): Role {
    return this.role;
  }

  /** Invocations whose work a job had to do. */
  metricErrors(options: MetricOptions = {}): Metric {
    return this.function.metricErrors({ statistic: Stats.SUM, ...options });
  }

  /** The configuration names subnets and security groups, but not the VPC, which CDK's own property asks for. */
  #joinNetwork({ subnetIds, securityGroupIds }: NetworkConfig): void {
    const resource = this.function.node.defaultChild;
    if (!(resource instanceof CfnFunction)) throw new Error('a function has a resource of its own');
    resource.vpcConfig = { subnetIds: [...subnetIds], securityGroupIds: [...securityGroupIds] };
    const interfaces = new PolicyStatement({
      actions: [
        'ec2:AssignPrivateIpAddresses',
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:UnassignPrivateIpAddresses',
      ],
      resources: ['*'],
    });
    this.role.addToPolicy(interfaces);
    // Lambda refuses a function whose role may not do this yet.
    const policy = this.role.node.tryFindChild('DefaultPolicy');
    if (policy !== undefined) this.function.node.addDependency(policy);
  }
}
