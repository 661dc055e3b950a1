import { wireName } from '../train/hyperparameters.ts';
import type { Candidate } from '../workload/candidate.ts';
import type { WorkloadConfig } from '../workload/schema.ts';
import type { ParameterValues } from './experiment.ts';

/** The members of a value by their dotted path; a list is one parameter, written as JSON. */
function flattened(value: unknown, path: string): ParameterValues {
  if (value === undefined) return {};
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return { [path]: value };
  }
  if (Array.isArray(value)) return { [path]: JSON.stringify(value) };
  return Object.assign(
    {},
    ...Object.entries(value).map(([name, member]) => flattened(member, path === '' ? name : `${path}.${name}`)),
  );
}

/** What a workload was set to; its candidates have parameters of their own. */
export const workloadParameters = ({
  candidates: _candidates,
  name: _name,
  ...settings
}: WorkloadConfig): ParameterValues => flattened(settings, '');

/** What a candidate was set to: hyperparameters by their own names, and under `job` what its jobs were asked for with. */
export const candidateParameters = ({
  name: _name,
  family: _family,
  hyperparameters,
  ranges,
  capacity,
  ...job
}: Candidate): ParameterValues => ({
  ...flattened(hyperparameters, ''),
  ...flattened(ranges, 'ranges'),
  ...flattened(job, 'job'),
  'job.capacity': capacity.map(({ instanceType, purchase }) => `${purchase} ${instanceType}`).join(', '),
});

/** The parameters with the values of a trial, as the service keeps them, in place of those that were searched. */
export function withFound(
  parameters: ParameterValues,
  candidate: Pick<Candidate, 'family'>,
  found: Readonly<Record<string, string>>,
): ParameterValues {
  const values = Object.keys(parameters).flatMap((name) => {
    const text = found[wireName(candidate, name)];
    return text === undefined ? [] : [[name, candidate.family === 'container' ? text : parameterOf(text)] as const];
  });
  return { ...parameters, ...Object.fromEntries(values) };
}

/** A number, a truth value or quoted text; anything else is text as it stands. */
function parameterOf(text: string): ParameterValues[string] {
  if (/^".*"$/s.test(text)) return text.slice(1, -1);
  if (text === 'true' || text === 'false') return text === 'true';
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}
