import { PlatformError } from '../../domain/errors.ts';
import type { LeaseRecord } from '../../domain/lease/lease-record.ts';
import type { LeaseInput } from '../../domain/lease/messages.ts';
import { type Plan, planSchema } from '../../domain/lease/plan.ts';
import { assertPlannedBases, assertResumable, assertSameChampion, resumedPlan } from '../../domain/lease/resume.ts';
import { artifactKey } from '../../domain/names.ts';
import type { WorkloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { LeasePorts } from './ports.ts';
import { type Refused, refusalOf } from './refusal.ts';
import { leaveLease, takeLease } from './take.ts';

/**
 * Takes the lease to go on with a run that failed, by its own plan; undefined when the lease changed in between. It counts
 * as a run of the day: what fails and is taken up again and again would cost without end.
 * Throws `RUN_UNKNOWN` or `RUN_NOT_RESUMABLE`, and leaves no lease behind then.
 */
export async function planResumption(
  input: LeaseInput,
  runId: string,
  seen: LeaseRecord | undefined,
  records: WorkloadRecords,
  { artifacts, workloads, now }: LeasePorts & StageContext,
): Promise<{ plan: Plan } | Refused | undefined> {
  const key = artifactKey.plan(input.workload, runId);
  try {
    const run = await records.run(runId).read();
    if (run === undefined) throw new PlatformError('RUN_UNKNOWN', `There is no run ${runId} of ${input.workload}.`);
    assertResumable(run);
    const plan = await artifacts.read(key, planSchema);
    assertPlannedBases(plan);
    assertSameChampion(plan, await records.release.read());
    const [deployed, runs] = await Promise.all([workloads.read(input.workload), records.runs()]);
    const refused = refusalOf(input, deployed, runs, now());
    if (refused !== undefined) {
      await leaveLease(seen, records);
      return refused;
    }
    const fencingToken = await takeLease(input, { runId, leavesRequest: true }, seen, records, now());
    if (fencingToken === undefined) return undefined;
    const resumed = resumedPlan(plan, fencingToken, input.overBudget);
    await artifacts.write(key, resumed);
    return { plan: resumed };
  } catch (error) {
    if (error instanceof PlatformError && !error.retryable) await leaveLease(seen, records);
    throw error;
  }
}
