import type { WorkloadConfig } from '../workload/schema.ts';

/** Names of the bases that a workload's candidates start from, each once. */
export const namedBases = ({ candidates }: Pick<WorkloadConfig, 'candidates'>): string[] => [
  ...new Set(
    candidates.flatMap((candidate) => (candidate.family === 'transformer' ? [candidate.hyperparameters.base] : [])),
  ),
];

/** Names of the workloads that start from each base. */
export function usersOfBases(workloads: readonly WorkloadConfig[]): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const workload of workloads) {
    for (const base of namedBases(workload)) users.set(base, [...(users.get(base) ?? []), workload.name]);
  }
  return users;
}
