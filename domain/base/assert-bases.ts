import { PlatformError } from '../errors.ts';
import type { Plan } from '../lease/plan.ts';
import type { Candidate } from '../workload/candidate.ts';
import type { TransformerHyperparameters } from '../workload/families/transformer.ts';
import type { BaseDescription, Bases } from './description.ts';

/**
 * Makes sure that candidates of a plan can be trained on the bases that there are now. Throws `BASE_UNKNOWN`,
 * `BASE_CHANGED` when one is another than the run was planned with, and `CONFIG_INVALID` with everything that a base
 * cannot do.
 */
export function assertBases(plan: Plan, found: Bases, candidates: readonly Candidate[]): void {
  const problems = candidates.flatMap((candidate) => {
    if (candidate.family !== 'transformer') return [];
    const { hyperparameters } = candidate;
    const base = plannedBase(plan, found, hyperparameters.base);
    return limitsOf(hyperparameters, base).map((problem) => `candidate ${candidate.name}: ${problem}`);
  });
  if (problems.length === 0) return;
  throw new PlatformError(
    'CONFIG_INVALID',
    `${plan.workload} asks more than its bases can do: ${problems.join('; ')}.`,
    {
      next: `Change config/workloads/${plan.workload}.ts and deploy.`,
    },
  );
}

function plannedBase(plan: Plan, found: Bases, name: string): BaseDescription {
  const now = found[name];
  const planned = plan.bases?.[name];
  if (now === undefined) {
    throw new PlatformError('BASE_UNKNOWN', `There is no base ${name} in this environment.`, {
      next: `Add it: \`npx trainyard base add ${name} --from …\`; then \`npx trainyard start ${plan.workload}\`.`,
    });
  }
  if (now.digest !== planned) {
    throw new PlatformError('BASE_CHANGED', `The base ${name} is another than when run ${plan.runId} was planned.`, {
      next: `Start a new run: \`npx trainyard start ${plan.workload}\`.`,
    });
  }
  return now;
}

function limitsOf({ maxTokens, freezeLayers }: TransformerHyperparameters, base: BaseDescription): string[] {
  const { name, maxPositions, layers } = base;
  return [
    ...(maxTokens > maxPositions ? [`maxTokens is ${maxTokens}, and ${name} reads ${maxPositions}`] : []),
    ...(freezeLayers > layers ? [`freezeLayers is ${freezeLayers}, and ${name} has ${layers} layers`] : []),
  ];
}
