import type { Candidate } from '../workload/candidate.ts';
import { isBrought } from '../workload/families/brought.ts';

type OfFamily = Pick<Candidate, 'family'>;

/** The platform's families know their hyperparameters under snake-case names, other trainings under their own. */
export const wireName = (candidate: OfFamily, name: string): string => (isBrought(candidate) ? name : snakeCase(name));

/** SageMaker takes text only: the platform's families get JSON text, other trainings the value as it is. */
export const textOf = (candidate: OfFamily, value: unknown): string =>
  isBrought(candidate) ? String(value) : JSON.stringify(value);

const snakeCase = (name: string): string => name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
