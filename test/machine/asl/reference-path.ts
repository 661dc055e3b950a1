import { runtimeFailure, StateFailure } from './failure.ts';
import { isArray, isObject, type Json } from './json.ts';

type Step = string | number;

const STEP = /\.([A-Za-z_][\w-]*)|\[(\d+)\]|\['([^']*)'\]/y;

/** Steps of a path that names one place: `$.a.b[0]['c d']`. Anything else of JSONPath is refused. */
function stepsOf(path: string): Step[] {
  if (!path.startsWith('$')) throw new Error(`${path} is not a path.`);
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const at = STEP.lastIndex;
    const match = STEP.exec(path);
    if (match === null) throw new Error(`${path} is not a reference path from character ${at} on.`);
    const [, name, index, quoted] = match;
    steps.push(index === undefined ? (name ?? quoted ?? '') : Number(index));
  }
  return steps;
}

/** The value at a path, or undefined when there is none. */
export function find(path: string, data: Json): Json | undefined {
  return stepsOf(path).reduce<Json | undefined>((value, step) => {
    if (typeof step === 'number') return isArray(value) ? value[step] : undefined;
    return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, data);
}

/** The value at a path. Throws `States.Runtime`, as a state does whose path names nothing. */
export function read(path: string, data: Json): Json {
  const found = find(path, data);
  if (found !== undefined) return found;
  throw runtimeFailure(`The path ${path} could not be found in ${JSON.stringify(data).slice(0, 500)}`);
}

/** The data with a value at a path; what is missing on the way is made. */
export function write(path: string, data: Json, value: Json): Json {
  return place(stepsOf(path), data, value, path);
}

function place([step, ...rest]: Step[], data: Json, value: Json, path: string): Json {
  if (step === undefined) return value;
  if (typeof step === 'number' || !isObject(data)) {
    throw new StateFailure('States.ResultPathMatchFailure', `${path} cannot be written into the input`);
  }
  return { ...data, [step]: place(rest, data[step] ?? {}, value, path) };
}
