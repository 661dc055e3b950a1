import { StateFailure } from './failure.ts';
import { callIntrinsic } from './intrinsics.ts';
import { isArray, isObject, type Json, type JsonObject } from './json.ts';
import { find } from './reference-path.ts';

/** Value of an expression: `$.…` of the data, `$$.…` of the context object, or `States.…(…)`. */
export function evaluate(expression: string, data: Json, context: JsonObject): Json {
  const path = (text: string): Json => {
    const found = text.startsWith('$$') ? find(text.slice(1), context) : find(text, data);
    if (found !== undefined) return found;
    throw new StateFailure('States.ParameterPathFailure', `${text} could not be found`);
  };
  return expression.startsWith('$') ? path(expression) : callIntrinsic(expression, path);
}

/** A payload template with its values: a key that ends in `.$` takes its value from an expression. */
export function fill(template: Json, data: Json, context: JsonObject): Json {
  if (isArray(template)) return template.map((each) => fill(each, data, context));
  if (!isObject(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => {
      if (!key.endsWith('.$')) return [key, fill(value, data, context)];
      if (typeof value !== 'string') throw new Error(`${key} must be an expression.`);
      return [key.slice(0, -2), evaluate(value, data, context)];
    }),
  );
}
