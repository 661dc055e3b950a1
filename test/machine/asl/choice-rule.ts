import { runtimeFailure } from './failure.ts';
import type { Json } from './json.ts';
import { find, read } from './reference-path.ts';

type Test = (value: Json, operand: Json) => boolean;

const compared =
  (type: 'string' | 'number' | 'boolean', test: (order: number) => boolean): Test =>
  (value, operand) =>
    typeof value === type &&
    typeof operand === type &&
    value !== null &&
    operand !== null &&
    test(value < operand ? -1 : value > operand ? 1 : 0);

const ORDERS = {
  Equals: (order: number) => order === 0,
  LessThan: (order: number) => order < 0,
  LessThanEquals: (order: number) => order <= 0,
  GreaterThan: (order: number) => order > 0,
  GreaterThanEquals: (order: number) => order >= 0,
};

const comparisons = (prefix: string, type: 'string' | 'number'): Record<string, Test> =>
  Object.fromEntries(Object.entries(ORDERS).map(([name, test]) => [`${prefix}${name}`, compared(type, test)]));

/** `*` stands for any text, unless a backslash is before it. */
const matches = (text: string, pattern: string): boolean =>
  new RegExp(
    `^${pattern.replace(/\\\*|\*|[.+?^${}()|[\]\\]/g, (found) => (found === '*' ? '.*' : found === '\\*' ? found : `\\${found}`))}$`,
    's',
  ).test(text);

const TESTS: Readonly<Record<string, Test>> = {
  ...comparisons('String', 'string'),
  ...comparisons('Numeric', 'number'),
  BooleanEquals: compared('boolean', ORDERS.Equals),
  StringMatches: (value, operand) =>
    typeof value === 'string' && typeof operand === 'string' && matches(value, operand),
  IsNull: (value, operand) => (value === null) === operand,
  IsString: (value, operand) => (typeof value === 'string') === operand,
  IsNumeric: (value, operand) => (typeof value === 'number') === operand,
  IsBoolean: (value, operand) => (typeof value === 'boolean') === operand,
};

export type ChoiceRule = { readonly [key: string]: Json | ChoiceRule | readonly ChoiceRule[] };

/** The comparison operators of a data test, beside `IsPresent`, `And`, `Or` and `Not`. */
export const OPERATORS: readonly string[] = [
  ...Object.keys(TESTS),
  ...Object.keys(TESTS)
    .filter((name) => /Equals|Than/.test(name))
    .map((name) => `${name}Path`),
];

/** A comparison of the value at `variable`. A variable that is not there fails the state, but for `IsPresent`. */
export function compare(variable: string, operator: string, operand: Json, data: Json): boolean {
  const found = find(variable, data);
  if (operator === 'IsPresent') return (found !== undefined) === operand;
  if (found === undefined)
    throw runtimeFailure(`Invalid path '${variable}': the choice state's condition path references an invalid value.`);
  const test = TESTS[operator];
  if (test !== undefined) return test(found, operand);
  const byPath = TESTS[operator.replace(/Path$/, '')];
  if (byPath === undefined || typeof operand !== 'string')
    throw new Error(`The operator ${operator} is not known here.`);
  return byPath(found, read(operand, data));
}
