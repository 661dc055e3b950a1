import type { Template } from 'aws-cdk-lib/assertions';

/** A statement of an identity policy, with lists where IAM also takes a single value. */
export interface Statement {
  /** Logical id of the policy. */
  readonly policy: string;
  readonly effect: string;
  readonly actions: readonly string[];
  /** ARNs; intrinsic functions as JSON. */
  readonly resources: readonly string[];
  readonly condition: Readonly<Record<string, unknown>> | undefined;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Every statement of the template's IAM policies. */
export function statementsOf(template: Template): Statement[] {
  return Object.entries(template.findResources('AWS::IAM::Policy')).flatMap(([policy, resource]) =>
    listOf(resource.Properties.PolicyDocument.Statement).map((statement) => {
      const { Effect, Action, Resource, Condition } = statement as Record<string, unknown>;
      return {
        policy,
        effect: String(Effect),
        actions: listOf(Action).map(String),
        resources: listOf(Resource).map((one) => (typeof one === 'string' ? one : JSON.stringify(one))),
        condition: Condition as Record<string, unknown> | undefined,
      };
    }),
  );
}

/** Statements that allow an action, in policies whose logical id begins with `policy`. */
export const allowing = (statements: readonly Statement[], action: string, policy = ''): Statement[] =>
  statements.filter((one) => one.effect === 'Allow' && one.policy.startsWith(policy) && one.actions.includes(action));
