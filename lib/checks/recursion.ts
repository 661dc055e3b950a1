import { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnManagedPolicy, CfnPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { z } from 'zod';
import { isDeadEnd } from './dead-ends.ts';
import { overlaps, type Watched } from './object-patterns.ts';
import { ReferenceNames } from './reference-names.ts';

interface Trigger extends Watched {
  readonly path: string;
}

interface Writer {
  readonly path: string;
  readonly resources: readonly string[];
}

const oneOrMore = z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]);
const statementSchema = z.object({
  Effect: z.literal('Allow'),
  Action: oneOrMore.optional(),
  NotAction: z.unknown().optional(),
  Resource: oneOrMore.optional(),
  NotResource: z.unknown().optional(),
});
const documentSchema = z.object({ Statement: oneOrMore });
const keySchema = z.union([z.string().transform((key) => ({ prefix: key })), z.object({ prefix: z.string() })]);
const patternSchema = z.object({
  source: z.array(z.unknown()),
  detail: z
    .object({
      bucket: z.object({ name: z.array(z.unknown()) }).optional(),
      object: z.object({ key: z.array(z.unknown()) }).optional(),
    })
    .optional(),
});

/**
 * Says in one line each which role may write where new objects start something: what it writes would start it again, for
 * ever. Conditions of a statement are not weighed, so that a doubtful grant is refused too. What hears of new objects but
 * can make none is left out.
 */
export function recursions(root: IConstruct): string[] {
  const names = new ReferenceNames(root);
  const resources = root.node.findAll().filter((construct) => CfnResource.isCfnResource(construct));
  const rules = resources.filter((resource) => resource instanceof CfnRule);
  const triggers = rules
    .filter((rule) => !isDeadEnd(rule, resources, names))
    .flatMap((rule) => triggersOf(rule, names));
  const writers = resources.flatMap((resource) => writersOf(resource, names));
  return triggers.flatMap((trigger) =>
    writers.flatMap(({ path, resources: written }) => {
      const meeting = written.find((resource) => overlaps(resource, trigger));
      const place = `s3://${trigger.bucket ?? '*'}/${trigger.prefix}`;
      return meeting === undefined
        ? []
        : [`${path} may write ${meeting}, and ${trigger.path} starts a run for every new object under ${place}`];
    }),
  );
}

/** Rules of EventBridge that hear of new objects. */
function triggersOf(rule: CfnRule, names: ReferenceNames): Trigger[] {
  const stack = Stack.of(rule);
  const pattern = patternSchema.safeParse(stack.resolve(rule.eventPattern)).data;
  if (pattern === undefined || !pattern.source.includes('aws.s3')) return [];
  const buckets = pattern.detail?.bucket?.name.map((name) => names.text(name, stack)) ?? [undefined];
  const prefixes = pattern.detail?.object?.key.map((key) => keySchema.safeParse(key).data?.prefix ?? '') ?? [''];
  return buckets.flatMap((bucket) => prefixes.map((prefix) => ({ path: rule.node.path, bucket, prefix })));
}

/** Statements that allow to write objects. */
function writersOf(resource: CfnResource, names: ReferenceNames): Writer[] {
  const stack = Stack.of(resource);
  return documentsOf(resource)
    .flatMap((document) => documentSchema.safeParse(stack.resolve(document)).data?.Statement ?? [])
    .flatMap((statement) => {
      const allowed = statementSchema.safeParse(statement).data;
      if (allowed === undefined || !mayWrite(allowed.Action)) return [];
      const resources = (allowed.Resource ?? ['*']).map((one) => names.text(one, stack));
      return [{ path: resource.node.path, resources }];
    });
}

function documentsOf(resource: CfnResource): unknown[] {
  if (resource instanceof CfnPolicy || resource instanceof CfnManagedPolicy) return [resource.policyDocument];
  if (resource instanceof CfnBucketPolicy) return [resource.policyDocument];
  if (!(resource instanceof CfnRole)) return [];
  const inline: unknown = Stack.of(resource).resolve(resource.policies);
  const policies = z.array(z.object({ PolicyDocument: z.unknown() })).safeParse(inline).data ?? [];
  return policies.map(({ PolicyDocument }) => PolicyDocument);
}

/** Without a list of actions, all but some are allowed. */
const mayWrite = (actions: readonly unknown[] | undefined): boolean =>
  actions === undefined ||
  actions.some((action) => {
    const pattern = String(action).toLowerCase();
    const wild = pattern.search(/[*?]/);
    const known = wild === -1 ? pattern : pattern.slice(0, wild);
    return WRITES.some((write) => (wild === -1 ? write === known : write.startsWith(known)));
  });

/** What makes S3 say that an object was created. */
const WRITES = ['s3:putobject', 's3:replicateobject', 's3:restoreobject'];
