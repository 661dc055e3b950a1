import type { Candidate } from '../workload/candidate.ts';
import type { WorkloadConfig } from '../workload/schema.ts';
import { firstOffer, isTuned } from './tuned.ts';

type Claim = Pick<Candidate, 'name' | 'capacity' | 'instanceCount'>;

/**
 * The machines that a workload's trainings take side by side. Trials of a candidate may be all that run, as many as may run
 * at once; candidates of the same machine share them.
 */
export function quotaClaims({ candidates, tune }: Pick<WorkloadConfig, 'candidates' | 'tune'>): Claim[] {
  const tuned = candidates.filter(isTuned).map(({ name, capacity, instanceCount }) => ({
    name,
    capacity: [firstOffer(capacity)],
    instanceCount: instanceCount * tune.parallelTrials,
  }));
  const machine = ({ capacity }: Claim): string => capacity.map((one) => `${one.purchase} ${one.instanceType}`).join();
  const greatest = tuned.filter(
    (claim) =>
      tuned.filter((one) => machine(one) === machine(claim)).sort((a, b) => b.instanceCount - a.instanceCount)[0] ===
      claim,
  );
  return [...candidates.filter((candidate) => !isTuned(candidate)), ...greatest];
}
