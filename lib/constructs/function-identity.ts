import { RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acceptFinding } from './security-checks.ts';

/** What every function has of its own. */
export interface FunctionIdentity {
  readonly role: Role;
  readonly logGroup: LogGroup;
}

/** A function's log group, and a role that may do nothing yet but write to it. */
export function functionIdentity(scope: Construct, retention: RetentionDays): FunctionIdentity {
  const logGroup = new LogGroup(scope, 'Logs', { retention, removalPolicy: RemovalPolicy.DESTROY });
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  // Not through the log group's own grant: that one also allows to read and to delete streams.
  role.addToPolicy(
    new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
  );
  acceptFinding(
    role,
    'IAM5',
    'Log streams, trace segments and objects under a prefix have no names known before; write access names its resources.',
  );
  return { role, logGroup };
}
