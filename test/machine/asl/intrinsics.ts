import { StateFailure } from './failure.ts';
import { isArray, isObject, type Json } from './json.ts';

type Intrinsic = (values: readonly Json[]) => Json;

const failed = (what: string): StateFailure => new StateFailure('States.IntrinsicFailure', what);

function numberOf(value: Json | undefined): number {
  if (typeof value === 'number') return value;
  throw failed(`${JSON.stringify(value)} is not a number`);
}

function arrayOf(value: Json | undefined): readonly Json[] {
  if (isArray(value)) return value;
  throw failed(`${JSON.stringify(value)} is not an array`);
}

function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  throw failed(`${JSON.stringify(value)} is not a string`);
}

function objectOf(value: Json | undefined): { readonly [key: string]: Json } {
  if (isObject(value)) return value;
  throw failed(`${JSON.stringify(value)} is not an object`);
}

const printed = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

function format([template, ...values]: readonly Json[]): string {
  const parts = textOf(template).split('{}');
  if (parts.length !== values.length + 1) throw failed(`${template} takes ${parts.length - 1} values`);
  return parts.map((part, at) => part + (at < values.length ? printed(values[at] ?? null) : '')).join('');
}

/** The functions that the definitions may use. Another one is an error, not a guess. */
const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  'States.Array': (values) => values,
  'States.ArrayLength': ([array]) => arrayOf(array).length,
  'States.ArrayGetItem': ([array, index]) => arrayOf(array)[numberOf(index)] ?? null,
  'States.ArrayContains': ([array, item]) =>
    arrayOf(array).some((each) => JSON.stringify(each) === JSON.stringify(item)),
  'States.Format': format,
  'States.JsonMerge': ([first, second]) => ({ ...objectOf(first), ...objectOf(second) }),
  'States.JsonToString': ([value]) => JSON.stringify(value),
  'States.StringToJson': ([text]) => JSON.parse(textOf(text)),
  'States.MathAdd': ([first, second]) => numberOf(first) + numberOf(second),
};

/** Reads the arguments of a call one after the other; `path` gives a path's value. */
class Reader {
  #at = 0;
  readonly #text: string;
  readonly #path: (path: string) => Json;

  constructor(text: string, path: (path: string) => Json) {
    this.#text = text;
    this.#path = path;
  }

  whole(): Json {
    const value = this.#value();
    if (this.#at < this.#text.length) throw this.#refused();
    return value;
  }

  #value(): Json {
    const name = this.#take(/States\.\w+(?=\()/y);
    if (name !== undefined) return this.#call(name);
    const quoted = this.#take(/'(?:[^'\\]|\\.)*'/y);
    if (quoted !== undefined) return quoted.slice(1, -1).replace(/\\(.)/g, '$1');
    const path = this.#take(/\$[^,)\s]*/y);
    if (path !== undefined) return this.#path(path);
    const literal = this.#take(/-?\d+(?:\.\d+)?|true|false|null/y);
    if (literal !== undefined) return JSON.parse(literal);
    throw this.#refused();
  }

  #call(name: string): Json {
    const intrinsic = INTRINSICS[name];
    if (intrinsic === undefined) throw new Error(`The intrinsic function ${name} is not known here.`);
    this.#take(/\(\s*/y);
    const values: Json[] = [];
    while (this.#take(/\)/y) === undefined) {
      values.push(this.#value());
      if (this.#take(/\s*,\s*/y) === undefined && this.#text[this.#at] !== ')') throw this.#refused();
    }
    return intrinsic(values);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const taken = pattern.exec(this.#text)?.[0];
    if (taken !== undefined) this.#at += taken.length;
    return taken;
  }

  #refused(): Error {
    return new Error(`${this.#text} cannot be read from character ${this.#at} on.`);
  }
}

/** Value of `States.Name(…)`. Throws `States.IntrinsicFailure` for arguments that do not fit. */
export const callIntrinsic = (text: string, path: (path: string) => Json): Json => new Reader(text, path).whole();
