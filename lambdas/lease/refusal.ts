import { runError } from '../../domain/conclude/run-error.ts';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { budgetSpent, dayOf, spentOn, whyNoRun } from '../../domain/cost/budget.ts';
import type { LeaseAnswer, LeaseInput } from '../../domain/lease/messages.ts';
import type { DeployedWorkload } from '../../domain/workload/deployed.ts';

export type Refused = Extract<LeaseAnswer, { outcome: 'refused' }>;

/** The refusal of a run, a new one or one that is taken up again, where the day's budget is spent. */
export function refusalOf(
  { workload, overBudget }: LeaseInput,
  { brakes }: DeployedWorkload,
  runs: readonly RunRecord[],
  now: Date,
): Refused | undefined {
  if (overBudget) return undefined;
  const spent = spentOn(dayOf(now), runs);
  const why = whyNoRun(spent, brakes);
  if (why === undefined) return undefined;
  return { outcome: 'refused', error: runError('BUDGET_SPENT', budgetSpent(workload, spent, why).message, why) };
}
