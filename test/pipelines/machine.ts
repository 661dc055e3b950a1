import type { Template } from 'aws-cdk-lib/assertions';

export interface AslState {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Retry?: readonly Record<string, unknown>[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly TimeoutSeconds?: number;
  readonly Resource?: string;
  readonly Parameters?: Record<string, unknown>;
  readonly ResultPath?: string | null;
  readonly ItemProcessor?: AslDefinition;
}

export interface AslDefinition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, AslState>>;
  readonly TimeoutSeconds?: number;
}

/** The definition of the template's only state machine; references to resources become the word `reference`. */
export function definitionOf(template: Template): AslDefinition {
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  const text: unknown = machine?.Properties.DefinitionString;
  if (typeof text === 'string') return JSON.parse(text);
  const { 'Fn::Join': join } = text as { 'Fn::Join': [string, unknown[]] };
  return JSON.parse(join[1].map((part) => (typeof part === 'string' ? part : 'reference')).join(''));
}

/** Where a state can go, by success, choice or error. */
export const successorsOf = (state: AslState): string[] =>
  [
    state.Next,
    state.Default,
    ...(state.Choices ?? []).map((c) => c.Next),
    ...(state.Catch ?? []).map((c) => c.Next),
  ].filter((next) => next !== undefined);

/** Every way from the start to an end, without going round. */
export function pathsOf({ StartAt, States }: AslDefinition): string[][] {
  const walk = (name: string, before: readonly string[]): string[][] => {
    const path = [...before, name];
    const state = States[name];
    const next = state === undefined ? [] : [...new Set(successorsOf(state))].filter((one) => !path.includes(one));
    return next.length === 0 ? [path] : next.flatMap((one) => walk(one, path));
  };
  return walk(StartAt, []);
}
