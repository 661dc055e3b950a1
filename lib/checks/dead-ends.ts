import { type CfnResource, Stack } from 'aws-cdk-lib';
import type { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnManagedPolicy, CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { z } from 'zod';
import type { ReferenceNames } from './reference-names.ts';

const listOf = z.union([z.array(z.unknown()), z.unknown().transform((one) => (one === undefined ? [] : [one]))]);
const targetsSchema = z.array(z.object({ arn: z.unknown() }));
const policySchema = z.object({ Statement: z.array(z.object({ Action: listOf, NotAction: z.unknown().optional() })) });

/** What makes no object and calls nobody who could; MLflow is told what it is to show. */
const HARMLESS =
  /^(s3:(Get|List)|kms:(Decrypt|GenerateDataKey)|logs:(CreateLogStream|PutLogEvents)$|xray:Put|sqs:(ReceiveMessage|DeleteMessage|ChangeMessageVisibility|GetQueue)|sagemaker:CallMlflowAppApi$|sagemaker-mlflow:)/;

/**
 * True for a rule whose events come to functions, at once or by a queue, that may do nothing but read and tell MLflow: no
 * new object can come of it. In doubt it is false.
 */
export function isDeadEnd(rule: CfnRule, resources: readonly CfnResource[], names: ReferenceNames): boolean {
  const stack = Stack.of(rule);
  const targets = targetsSchema.safeParse(stack.resolve(rule.targets)).data ?? [];
  const functions = targets.map(({ arn }) => functionsBehind(names.text(arn, stack), resources, names));
  return (
    functions.length > 0 &&
    functions.every((behind) => behind.length > 0 && behind.every((one) => isHarmless(one, resources, names)))
  );
}

/** The function itself, or those that read a queue. */
function functionsBehind(arn: string, resources: readonly CfnResource[], names: ReferenceNames): CfnFunction[] {
  const functions = resources.filter((one) => one instanceof CfnFunction);
  const readers = resources
    .filter((one) => one instanceof CfnEventSourceMapping)
    .filter((one) => textOf(one, one.eventSourceArn, names) === arn)
    .map((one) => textOf(one, one.functionName, names));
  return functions.filter((one) => arnOf(one, names) === arn || readers.includes(refOf(one, names)));
}

/** Whatever a role is allowed by other means than its policies is in doubt. */
function isHarmless(one: CfnFunction, resources: readonly CfnResource[], names: ReferenceNames): boolean {
  const roleArn = textOf(one, one.role, names);
  const role = resources.find((candidate) => candidate instanceof CfnRole && arnOf(candidate, names) === roleArn);
  if (!(role instanceof CfnRole)) return false;
  const others: unknown[] = Stack.of(role).resolve([role.managedPolicyArns, role.policies]);
  if (others.some((one) => one !== undefined)) return false;
  const ofRole = resources
    .filter((policy) => policy instanceof CfnPolicy || policy instanceof CfnManagedPolicy)
    .filter((policy) => rolesOf(policy, names).includes(refOf(role, names)));
  return ofRole.every(
    (policy) => policy instanceof CfnPolicy && actionsOf(policy).every((each) => HARMLESS.test(each)),
  );
}

function rolesOf(policy: CfnPolicy | CfnManagedPolicy, names: ReferenceNames): string[] {
  const roles: unknown = Stack.of(policy).resolve(policy.roles);
  return listOf.parse(roles).map((role) => names.text(role, Stack.of(policy)));
}

function actionsOf(policy: CfnPolicy): string[] {
  const document = policySchema.safeParse(Stack.of(policy).resolve(policy.policyDocument)).data;
  if (document === undefined) return ['*'];
  return document.Statement.flatMap(({ Action, NotAction }) => (NotAction === undefined ? Action.map(String) : ['*']));
}

const textOf = (owner: CfnResource, value: unknown, names: ReferenceNames): string => {
  const stack = Stack.of(owner);
  return names.text(stack.resolve(value), stack);
};
const refOf = (one: CfnResource, names: ReferenceNames): string => textOf(one, { Ref: one.logicalId }, names);
const arnOf = (one: CfnResource, names: ReferenceNames): string =>
  textOf(one, { 'Fn::GetAtt': [one.logicalId, 'Arn'] }, names);
