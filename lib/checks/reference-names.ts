import { CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';

type Values = Readonly<Record<string, unknown>>;
const isRecord = (value: unknown): value is Values => typeof value === 'object' && value !== null;

/**
 * Reads values of resources as text in which each reference is a name: a bucket's is its own or, as it has none before
 * it is deployed, its stack and logical id in braces. Across stacks a reference is an export, which is looked up.
 */
export class ReferenceNames {
  readonly #exports = new Map<string, { readonly stack: Stack; readonly value: unknown }>();
  readonly #buckets = new Map<string, string>();

  constructor(root: IConstruct) {
    for (const construct of root.node.findAll()) {
      const stack = Stack.isStack(construct) ? undefined : stackOf(construct);
      if (stack === undefined) continue;
      if (construct instanceof CfnOutput && construct.exportName !== undefined) {
        const name = this.text(stack.resolve(construct.exportName), stack);
        this.#exports.set(name, { stack, value: stack.resolve(construct.value) });
      }
      if (construct instanceof CfnBucket) {
        const id = idOf(stack, String(stack.resolve(construct.logicalId)));
        const given: unknown = stack.resolve(construct.bucketName);
        this.#buckets.set(id, typeof given === 'string' ? given : id);
      }
    }
  }

  /** A resolved value of a resource of this stack. What cannot be known is `{?}`. */
  text(value: unknown, stack: Stack): string {
    if (typeof value === 'string') return value;
    if (!isRecord(value)) return String(value);
    const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::ImportValue': imported, 'Fn::Sub': sub } = value;
    if (ref !== undefined) return ref === 'AWS::Partition' ? 'aws' : this.#named(idOf(stack, String(ref)));
    if (Array.isArray(attribute)) return this.#attribute(idOf(stack, String(attribute[0])), String(attribute[1]));
    if (Array.isArray(join) && Array.isArray(join[1])) {
      return join[1].map((part) => this.text(part, stack)).join(String(join[0]));
    }
    if (imported !== undefined) {
      const exported = this.#exports.get(this.text(imported, stack));
      return exported === undefined ? '{?}' : this.text(exported.value, exported.stack);
    }
    return typeof sub === 'string' ? sub.replaceAll(/\$\{[^}]*\}/g, '{?}') : '{?}';
  }

  #named(id: string): string {
    return this.#buckets.get(id) ?? id;
  }

  #attribute(id: string, attribute: string): string {
    const bucket = this.#buckets.get(id);
    return bucket !== undefined && attribute === 'Arn' ? `arn:aws:s3:::${bucket}` : `{${id}.${attribute}}`;
  }
}

const idOf = (stack: Stack, logicalId: string): string => `{${stack.node.path}.${logicalId}}`;

/** Constructs of the app itself are in no stack. */
function stackOf(construct: IConstruct): Stack | undefined {
  const owner = construct.node.scopes.findLast((scope) => Stack.isStack(scope));
  return owner === undefined ? undefined : Stack.of(owner);
}
