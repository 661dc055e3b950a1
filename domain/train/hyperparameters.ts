import type { Candidate } from '../workload/candidate.ts';

type OfFamily = Pick<Candidate, 'family'>;

/** The platform's families know their hyperparameters under snake-case names, other images under their own. */
export const wireName = ({ family }: OfFamily, name: string): string =>
  family === 'container' ? name : snakeCase(name);

/** SageMaker takes text only: the platform's families get JSON text, other images the value as it is. */
export const textOf = ({ family }: OfFamily, value: unknown): string =>
  family === 'container' ? String(value) : JSON.stringify(value);

const snakeCase = (name: string): string => name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
