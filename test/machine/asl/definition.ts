import { z } from 'zod';
import { OPERATORS } from './choice-rule.ts';
import type { Json } from './json.ts';

/** The part of the Amazon States Language that is understood here. Every field beside it is refused. */

const json: z.ZodType<Json> = z.json();
const path = z.string().startsWith('$');
const template = z.record(z.string(), json);
const errors = z.array(z.string()).min(1);

const retrier = z.strictObject({
  ErrorEquals: errors,
  IntervalSeconds: z.int().min(1).default(1),
  MaxAttempts: z.int().min(0).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
});
export type Retrier = z.infer<typeof retrier>;

const catcher = z.strictObject({
  ErrorEquals: errors,
  Next: z.string(),
  ResultPath: path.nullable().default('$'),
});

const base = { Comment: z.string().optional(), InputPath: path.optional(), OutputPath: path.optional() };
const onward = { ...base, Next: z.string().optional(), End: z.literal(true).optional() };
const result = { ResultPath: path.nullable().default('$'), ResultSelector: template.optional() };
const guarded = { Retry: z.array(retrier).default([]), Catch: z.array(catcher).default([]) };

const task = z.strictObject({
  Type: z.literal('Task'),
  ...onward,
  ...result,
  ...guarded,
  Resource: z.string(),
  Parameters: template.optional(),
  TimeoutSeconds: z.int().min(1).optional(),
  TimeoutSecondsPath: path.optional(),
});
const pass = z.strictObject({
  Type: z.literal('Pass'),
  ...onward,
  ResultPath: path.nullable().default('$'),
  Result: json.optional(),
  Parameters: template.optional(),
});
const wait = z.strictObject({
  Type: z.literal('Wait'),
  ...onward,
  Seconds: z.int().min(0).optional(),
  SecondsPath: path.optional(),
  Timestamp: z.iso.datetime({ offset: true }).optional(),
  TimestampPath: path.optional(),
});
const succeed = z.strictObject({ Type: z.literal('Succeed'), ...base });
const fail = z.strictObject({
  Type: z.literal('Fail'),
  Comment: z.string().optional(),
  Error: z.string().optional(),
  Cause: z.string().optional(),
  ErrorPath: z.string().optional(),
  CausePath: z.string().optional(),
});

const comparison = z.strictObject({
  Variable: path,
  IsPresent: z.boolean().optional(),
  ...Object.fromEntries(OPERATORS.map((operator) => [operator, json.optional()])),
});
export type Condition =
  | z.infer<typeof comparison>
  | { readonly And: readonly Condition[] }
  | { readonly Or: readonly Condition[] }
  | { readonly Not: Condition };
const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    comparison,
    z.strictObject({ And: z.array(condition) }),
    z.strictObject({ Or: z.array(condition) }),
    z.strictObject({ Not: condition }),
  ]),
);
/** A rule is a condition with the state that follows when it holds. */
const rule = z
  .looseObject({ Next: z.string(), Comment: z.string().optional() })
  .transform(({ Next, Comment: _, ...rest }, issues) => {
    const parsed = condition.safeParse(rest);
    if (parsed.success) return { next: Next, condition: parsed.data };
    issues.addIssue(`is no condition: ${z.prettifyError(parsed.error)}`);
    return z.NEVER;
  });
const choice = z.strictObject({
  Type: z.literal('Choice'),
  ...base,
  Choices: z.array(rule).min(1),
  Default: z.string().optional(),
});

export interface States {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly ProcessorConfig?: { readonly Mode: 'INLINE' } | undefined;
}
const nested: z.ZodType<States> = z.lazy(() =>
  z.strictObject({
    StartAt: z.string(),
    States: z.record(z.string(), state),
    ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE') }).optional(),
  }),
);

const map = z.strictObject({
  Type: z.literal('Map'),
  ...onward,
  ...result,
  ...guarded,
  ItemsPath: path.default('$'),
  ItemSelector: template.optional(),
  MaxConcurrency: z.int().min(0).default(0),
  ItemProcessor: nested,
});
const parallel = z.strictObject({
  Type: z.literal('Parallel'),
  ...onward,
  ...result,
  ...guarded,
  Parameters: template.optional(),
  Branches: z.array(nested).min(1),
});

const state = z.discriminatedUnion('Type', [task, pass, wait, succeed, fail, choice, map, parallel]);
export type State = z.infer<typeof state>;
export type StateOf<Type extends State['Type']> = Extract<State, { Type: Type }>;
export type Guarded = StateOf<'Task'> | StateOf<'Map'> | StateOf<'Parallel'>;

const definitionSchema = z.strictObject({
  StartAt: z.string(),
  States: z.record(z.string(), state),
  TimeoutSeconds: z.int().min(1).optional(),
  Comment: z.string().optional(),
});
export type Definition = z.infer<typeof definitionSchema>;

/** A state machine's definition. Throws with every field that is not understood. */
export function readDefinition(text: string): Definition {
  const parsed = definitionSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(`The definition is not understood: ${z.prettifyError(parsed.error)}`);
}
