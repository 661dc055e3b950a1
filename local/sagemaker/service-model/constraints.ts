import type { Shape } from './model.ts';
import { wholeMatch } from './pattern.ts';

/** The constraints of `shape` that a string breaks, in AWS's words. */
export function stringProblems(shape: Shape, value: string): string[] {
  const problems: string[] = [];
  if (shape.enum && !shape.enum.includes(value)) {
    problems.push(`Member must satisfy enum value set: [${shape.enum.join(', ')}]`);
  }
  problems.push(...lengthProblems(shape, [...value].length));
  if (shape.pattern !== undefined && !wholeMatch(shape.pattern).test(value)) {
    problems.push(`Member must satisfy regular expression pattern: ${shape.pattern}`);
  }
  return problems;
}

export function lengthProblems(shape: Shape, length: number): string[] {
  const problems: string[] = [];
  if (shape.max !== undefined && length > shape.max) {
    problems.push(`Member must have length less than or equal to ${shape.max}`);
  }
  if (shape.min !== undefined && length < shape.min) {
    problems.push(`Member must have length greater than or equal to ${shape.min}`);
  }
  return problems;
}

export function rangeProblems(shape: Shape, value: number): string[] {
  const problems: string[] = [];
  if (shape.max !== undefined && value > shape.max) {
    problems.push(`Member must have value less than or equal to ${shape.max}`);
  }
  if (shape.min !== undefined && value < shape.min) {
    problems.push(`Member must have value greater than or equal to ${shape.min}`);
  }
  return problems;
}
