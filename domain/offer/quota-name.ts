import type { Candidate } from '../workload/candidate.ts';

/** A quota of Amazon SageMaker as Service Quotas calls it, and how much of it one run of a workload needs. */
export interface NeededQuota {
  readonly name: string;
  readonly instances: number;
}

/** The quotas that candidates need when they are trained side by side, each named once. Spot machines have their own. */
export function neededQuotas(candidates: readonly Pick<Candidate, 'capacity' | 'instanceCount'>[]): NeededQuota[] {
  const instances = new Map<string, number>();
  for (const { capacity, instanceCount } of candidates) {
    for (const { instanceType, purchase } of capacity) {
      const name = `${instanceType} for ${purchase === 'spot' ? 'spot ' : ''}training job usage`;
      instances.set(name, (instances.get(name) ?? 0) + instanceCount);
    }
  }
  return [...instances].map(([name, count]) => ({ name, instances: count }));
}
