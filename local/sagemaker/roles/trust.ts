import { z } from 'zod';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const trustPolicy = z.object({
  Statement: z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]).pipe(
    z.array(
      z.object({
        Effect: z.enum(['Allow', 'Deny']),
        Action: oneOrMore.default([]),
        Principal: z.union([z.literal('*'), z.object({ Service: oneOrMore.default([]) })]).optional(),
        Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).optional(),
      }),
    ),
  ),
});

type Statement = z.infer<typeof trustPolicy>['Statement'][number];

/** What SageMaker says about itself when it assumes a role. */
export interface TrustContext {
  readonly account: string;
  /** The resource for which the role is assumed. */
  readonly sourceArn: string;
}

/**
 * Whether a role's trust policy lets SageMaker assume it: an Allow and no Deny for `sts:AssumeRole`, with the
 * conditions on `aws:SourceAccount` and `aws:SourceArn`. A condition on anything else is not met.
 */
export function trustsSageMaker(policy: string, context: TrustContext): boolean {
  const statements = trustPolicy.parse(JSON.parse(policy)).Statement.filter((one) => applies(one, context));
  return statements.some((one) => one.Effect === 'Allow') && !statements.some((one) => one.Effect === 'Deny');
}

function applies(statement: Statement, context: TrustContext): boolean {
  const action = statement.Action.some((one) => ['sts:assumerole', 'sts:*', '*'].includes(one.toLowerCase()));
  const principal =
    statement.Principal === '*' || (statement.Principal?.Service.includes('sagemaker.amazonaws.com') ?? false);
  return action && principal && conditionsMet(statement.Condition ?? {}, context);
}

function conditionsMet(conditions: Record<string, Record<string, string[]>>, context: TrustContext): boolean {
  const values: Record<string, string> = { 'aws:sourceaccount': context.account, 'aws:sourcearn': context.sourceArn };
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const value = values[key.toLowerCase()];
      return value !== undefined && wanted.some((one) => matches(operator, one, value));
    }),
  );
}

function matches(operator: string, wanted: string, value: string): boolean {
  switch (operator) {
    case 'StringEquals':
      return wanted === value;
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals':
      return wildcard(wanted).test(value);
    default:
      return false;
  }
}

const wildcard = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
