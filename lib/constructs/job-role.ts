import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acceptFinding } from './security-checks.ts';

export interface JobRoleProps {
  readonly description: string;
  /** Log groups of the service that its containers write to, as `/aws/sagemaker/TrainingJobs`. */
  readonly logGroups: readonly string[];
  /** Jobs and model containers in subnets of the account need network interfaces there. */
  readonly inVpc: boolean;
}

/** The role of SageMaker containers: their logs, and what the owner grants on top. */
export function jobRole(scope: Construct, id: string, props: JobRoleProps): Role {
  const stack = Stack.of(scope);
  const role = new Role(scope, id, {
    description: props.description,
    assumedBy: new ServicePrincipal('sagemaker.amazonaws.com'),
  });
  const groups = props.logGroups.map((name) =>
    stack.formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: `${name}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  );
  role.addToPolicy(
    new PolicyStatement({
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
      resources: groups,
    }),
  );
  if (props.inVpc) {
    role.addToPolicy(
      new PolicyStatement({
        actions: [
          'ec2:CreateNetworkInterface',
          'ec2:CreateNetworkInterfacePermission',
          'ec2:DeleteNetworkInterface',
          'ec2:DeleteNetworkInterfacePermission',
          'ec2:DescribeDhcpOptions',
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSecurityGroups',
          'ec2:DescribeSubnets',
          'ec2:DescribeVpcs',
        ],
        resources: ['*'],
      }),
    );
  }
  acceptFinding(
    role,
    'IAM5',
    'Log streams and objects under a prefix have no names known before; the registry token has no resource.',
  );
  return role;
}
