import { compare } from '../choice-rule.ts';
import type { Condition, StateOf } from '../definition.ts';
import { StateFailure } from '../failure.ts';
import type { Json } from '../json.ts';
import type { Visit } from '../machine.ts';
import type { Step } from '../step.ts';

/** The first rule that holds decides, or the default. Throws `States.NoChoiceMatched`. */
export function choose({ Choices, Default }: StateOf<'Choice'>, { input, name }: Visit): Step {
  const next = Choices.find(({ condition }) => holds(condition, input))?.next ?? Default;
  if (next === undefined) throw new StateFailure('States.NoChoiceMatched', `No rule of ${name} holds.`);
  return { output: input, next };
}

function holds(condition: Condition, data: Json): boolean {
  if ('And' in condition) return condition.And.every((each: Condition) => holds(each, data));
  if ('Or' in condition) return condition.Or.some((each: Condition) => holds(each, data));
  if ('Not' in condition) return !holds(condition.Not, data);
  const { Variable, ...tests } = condition;
  return Object.entries(tests).every(([operator, operand]) => compare(Variable, operator, operand ?? null, data));
}
