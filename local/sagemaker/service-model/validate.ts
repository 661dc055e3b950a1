import { invalid, ServiceError } from '../api/service-error.ts';
import { lengthProblems, rangeProblems, stringProblems } from './constraints.ts';
import type { ServiceModel, Shape } from './model.ts';

/**
 * Checks a request against the service model as the service itself does: a value of the wrong JSON type is a
 * `SerializationException`, everything else is reported at once in one `ValidationException`.
 * @throws ServiceError
 */
export function validateInput(model: ServiceModel, operation: string, body: unknown): void {
  const shape = model.operations[operation]?.input?.shape;
  if (shape === undefined) throw new Error(`No input shape for ${operation}`);
  raise(problemsOf(model, shape, body));
}

/** Checks an answer of the plane itself: what the SDK would have to guess at is a defect. */
export function outputProblems(model: ServiceModel, operation: string, body: unknown): string[] {
  const shape = model.operations[operation]?.output?.shape;
  return shape === undefined ? [] : problemsOf(model, shape, body);
}

function raise(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const errors = problems.length === 1 ? 'error' : 'errors';
  throw invalid(`${problems.length} validation ${errors} detected: ${problems.join('; ')}`);
}

function problemsOf(model: ServiceModel, shapeName: string, value: unknown): string[] {
  const problems: string[] = [];
  visit({ model, problems }, shapeName, value, '');
  return problems;
}

interface Walk {
  readonly model: ServiceModel;
  readonly problems: string[];
}

function visit(walk: Walk, shapeName: string, value: unknown, path: string): void {
  const shape = walk.model.shapes[shapeName];
  if (shape === undefined) throw new Error(`The service model has no shape ${shapeName}`);
  const report = (problem: string): void => {
    walk.problems.push(failure(value, path, problem));
  };
  switch (shape.type) {
    case 'structure':
      visitStructure(walk, shapeName, shape, object(value), path);
      break;
    case 'list':
      visitList(walk, shape, list(value), path);
      break;
    case 'map':
      visitMap(walk, shape, object(value), path);
      break;
    case 'string':
      stringProblems(shape, text(value)).forEach(report);
      break;
    case 'integer':
    case 'long':
      rangeProblems(shape, number(value, shape.type, true)).forEach(report);
      break;
    case 'float':
    case 'double':
      rangeProblems(shape, number(value, shape.type, false)).forEach(report);
      break;
    case 'timestamp':
      number(value, 'Timestamp', false);
      break;
    case 'boolean':
      if (typeof value !== 'boolean') throw mistyped(value, 'Boolean');
      break;
    case 'blob':
      text(value);
      break;
    default:
      shape.type satisfies never;
  }
}

function visitList(walk: Walk, shape: Shape, items: readonly unknown[], path: string): void {
  for (const problem of lengthProblems(shape, items.length)) walk.problems.push(failure(items, path, problem));
  items.forEach((item, index) => {
    visit(walk, shape.member?.shape ?? '', item, `${path}.${index + 1}.member`);
  });
}

function visitStructure(
  walk: Walk,
  shapeName: string,
  shape: Shape,
  value: Record<string, unknown>,
  path: string,
): void {
  const members = shape.members ?? {};
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(members, name)) {
      walk.problems.push(
        failure(
          value[name],
          join(path, name),
          `Member must be one of ${shapeName}: [${Object.keys(members).join(', ')}]`,
        ),
      );
    }
  }
  for (const name of shape.required ?? []) {
    if (value[name] === undefined || value[name] === null) {
      walk.problems.push(failure(null, join(path, name), 'Member must not be null'));
    }
  }
  for (const [name, member] of Object.entries(members)) {
    if (value[name] !== undefined && value[name] !== null) visit(walk, member.shape, value[name], join(path, name));
  }
}

function visitMap(walk: Walk, shape: Shape, value: Record<string, unknown>, path: string): void {
  const keyShape = walk.model.shapes[shape.key?.shape ?? ''];
  for (const problem of lengthProblems(shape, Object.keys(value).length))
    walk.problems.push(failure(value, path, problem));
  for (const [key, item] of Object.entries(value)) {
    const keyProblems = keyShape ? stringProblems(keyShape, key) : [];
    if (keyProblems.length > 0) {
      walk.problems.push(failure(value, path, `Map keys must satisfy constraint: [${keyProblems.join(', ')}]`));
    }
    visit(walk, shape.value?.shape ?? '', item, `${path}.${key}.member`);
  }
}

/** Paths are written as the service writes them: `inputDataConfig.1.member.channelName`. */
const join = (path: string, member: string): string => {
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  return path === '' ? name : `${path}.${name}`;
};

function failure(value: unknown, path: string, problem: string): string {
  const shown = value === null ? 'null' : `'${typeof value === 'object' ? JSON.stringify(value) : String(value)}'`;
  return `Value ${shown} at '${path}' failed to satisfy constraint: ${problem}`;
}

function object(value: unknown): Record<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw mistyped(value, 'Structure');
  return Object.fromEntries(Object.entries(value));
}

function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw mistyped(value, 'List');
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw mistyped(value, 'String');
  return value;
}

function number(value: unknown, wanted: string, whole: boolean): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || (whole && !Number.isInteger(value))) {
    throw mistyped(value, wanted.charAt(0).toUpperCase() + wanted.slice(1));
  }
  return value;
}

function mistyped(value: unknown, wanted: string): ServiceError {
  const given = Array.isArray(value) ? 'LIST' : value === null ? 'NULL' : (typeof value).toUpperCase();
  return new ServiceError('SerializationException', `${given}_VALUE can not be converted to a ${wanted}`);
}
