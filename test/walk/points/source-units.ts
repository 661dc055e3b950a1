import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from '@swc/core';
import { z } from 'zod';
import { REPOSITORY } from './repository.ts';

/** A function, a method or the top level of a file: what it is called, what it names and what it does outside. */
export interface SourceUnit {
  readonly file: string;
  /** Of a method with a dot before it, as whoever calls it writes it. */
  readonly name: string;
  readonly names: ReadonlySet<string>;
  /** `S3.PutObject` of the SDK, and the effects that `throughPoint` names. */
  readonly effects: readonly string[];
}

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

const named = z.object({ value: z.string() });
const nameOf = (node: unknown): string => named.safeParse(node).data?.value ?? '';

/** Of the document client and of paginators: what the service itself is asked. */
const DOCUMENT_OPERATIONS: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
};

const read = new Map<string, SourceUnit[]>();

/** The units of a TypeScript file. */
export function unitsOf(file: string): SourceUnit[] {
  const units = read.get(file) ?? parseUnits(file);
  read.set(file, units);
  return units;
}

function parseUnits(file: string): SourceUnit[] {
  const text = readFileSync(join(REPOSITORY, file), 'utf8');
  const { body } = parseSync(text, { syntax: 'typescript' });
  const services = servicesOf(body);
  const units: SourceUnit[] = [];
  for (const statement of body as unknown as Node[]) {
    const declared = statement.type === 'ExportDeclaration' ? (statement.declaration as Node) : statement;
    const members = declared.type === 'ClassDeclaration' ? (declared.body as Node[]) : [];
    if (members.length === 0) {
      units.push(unit(file, nameOf(declared.identifier), declared, services), ...constants(file, declared, services));
      continue;
    }
    for (const member of members) {
      const isConstructor = member.type === 'Constructor' || /Property$/.test(String(member.type));
      const name = isConstructor ? nameOf(declared.identifier) : `.${nameOf(member.key)}`;
      units.push(unit(file, name, member, services));
    }
  }
  return units;
}

function constants(file: string, declared: Node, services: ReadonlyMap<string, string>): SourceUnit[] {
  if (declared.type !== 'VariableDeclaration') return [];
  return (declared.declarations as Node[]).map((one) => unit(file, nameOf(one.id), one, services));
}

/** Imported name to the service that it is of. */
function servicesOf(body: readonly object[]): ReadonlyMap<string, string> {
  const services = new Map<string, string>();
  for (const statement of body as readonly Node[]) {
    if (statement.type !== 'ImportDeclaration') continue;
    const source = nameOf(statement.source);
    if (!/^@aws-sdk\/(client|lib)-/.test(source)) continue;
    for (const specifier of statement.specifiers as Node[]) services.set(nameOf(specifier.local), source);
  }
  return services;
}

function unit(file: string, name: string, root: Node, services: ReadonlyMap<string, string>): SourceUnit {
  const names = new Set<string>();
  const effects: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const one of value) visit(one);
    } else if (isNode(value)) {
      if (value.type === 'Identifier') names.add(nameOf(value));
      if (value.type === 'MemberExpression') names.add(`.${nameOf(value.property)}`);
      effects.push(...effectsOf(value, services));
      // Types do nothing, and a property's own name calls nobody.
      for (const [member, child] of Object.entries(value)) {
        const isName = member === 'key' && value.type === 'KeyValueProperty';
        if (!isName && !(isNode(child) && String(child.type).startsWith('Ts'))) visit(child);
      }
    }
  };
  visit(root);
  return { file, name, names, effects };
}

function effectsOf(node: Node, services: ReadonlyMap<string, string>): string[] {
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return [];
  const called = nameOf(node.callee);
  if (called === 'throughPoint') {
    const [first] = node.arguments as { expression: Node }[];
    return first?.expression.type === 'StringLiteral' ? [nameOf(first.expression)] : [];
  }
  const [, paginated, command] = /^(?:paginate(\w+)|(\w+)Command)$/.exec(called) ?? [];
  const operation = paginated ?? command;
  const module = services.get(called);
  if (operation === undefined || module === undefined) return [];
  return [
    `${serviceOf(module)}.${(module.startsWith('@aws-sdk/lib-') ? DOCUMENT_OPERATIONS[operation] : undefined) ?? operation}`,
  ];
}

const SERVICES: Readonly<Record<string, string>> = {
  '@aws-sdk/lib-dynamodb': 'DynamoDB',
  '@aws-sdk/client-api-gateway': 'APIGateway',
  '@aws-sdk/client-cloudformation': 'CloudFormation',
  '@aws-sdk/client-cloudwatch': 'CloudWatch',
  '@aws-sdk/client-cloudwatch-logs': 'CloudWatchLogs',
  '@aws-sdk/client-dynamodb': 'DynamoDB',
  '@aws-sdk/client-ecr': 'ECR',
  '@aws-sdk/client-eventbridge': 'EventBridge',
  '@aws-sdk/client-iam': 'IAM',
  '@aws-sdk/client-lambda': 'Lambda',
  '@aws-sdk/client-s3': 'S3',
  '@aws-sdk/client-sagemaker': 'SageMaker',
  '@aws-sdk/client-sagemaker-runtime': 'SageMakerRuntime',
  '@aws-sdk/client-scheduler': 'Scheduler',
  '@aws-sdk/client-service-quotas': 'ServiceQuotas',
  '@aws-sdk/client-sfn': 'SFN',
  '@aws-sdk/client-sns': 'SNS',
  '@aws-sdk/client-sqs': 'SQS',
  '@aws-sdk/client-ssm': 'SSM',
  '@aws-sdk/client-sts': 'STS',
};

function serviceOf(module: string): string {
  const service = SERVICES[module];
  if (service === undefined) throw new Error(`which service is ${module}? Add it to the names of services.`);
  return service;
}
