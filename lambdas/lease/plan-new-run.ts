import { draftPlan } from '../../domain/lease/draft.ts';
import type { LeaseRecord } from '../../domain/lease/lease-record.ts';
import type { LeaseAnswer, LeaseInput } from '../../domain/lease/messages.ts';
import type { Champion, Plan } from '../../domain/lease/plan.ts';
import { artifactKey } from '../../domain/names.ts';
import { championOf } from '../../domain/register/champion.ts';
import { applySettings } from '../../domain/try/apply.ts';
import { findBases } from '../adapters/bases.ts';
import type { WorkloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { LeasePorts } from './ports.ts';
import { refusalOf } from './refusal.ts';
import { leaveLease, takeLease } from './take.ts';

/**
 * Takes the lease for a run over everything that is uploaded; undefined when the lease changed in between. Throws
 * `CONFIG_INVALID` when what the run shall change cannot be.
 */
export async function planNewRun(
  input: LeaseInput,
  seen: LeaseRecord | undefined,
  records: WorkloadRecords,
  ports: LeasePorts & StageContext,
): Promise<{ plan: Plan } | Exclude<LeaseAnswer, { outcome: 'acquired' }> | undefined> {
  const { workload, force, overBudget, settings } = input;
  const [deployed, uploads, runs, champion] = await Promise.all([
    ports.workloads.read(workload),
    records.uploads(),
    records.runs(),
    liveChampion(records, ports),
  ]);
  const { config, tried, sample } = applySettings(deployed.config, settings);
  const bases = await findBases(config, ports.artifacts);
  const draft = draftPlan({
    workload,
    deployed: { ...deployed, config },
    bases,
    uploads,
    runs,
    champion,
    force,
    overBudget,
    tried,
    sample,
  });
  const now = ports.now();
  const refused = refusalOf(input, deployed, runs, now);
  if (draft === undefined || refused !== undefined) {
    await leaveLease(seen, records);
    return draft === undefined || refused === undefined ? { outcome: 'nothing-new' } : refused;
  }
  const fencingToken = await takeLease(
    input,
    { runId: draft.runId, leavesRequest: draft.tried !== undefined },
    seen,
    records,
    now,
  );
  if (fencingToken === undefined) return undefined;
  const plan: Plan = { ...draft, fencingToken, createdAt: now.toISOString() };
  await ports.artifacts.write(artifactKey.plan(workload, plan.runId), plan);
  return { plan };
}

async function liveChampion(records: WorkloadRecords, { registry }: LeasePorts): Promise<Champion | undefined> {
  const release = await records.release.read();
  return release === undefined ? undefined : championOf(await registry.describe(release.live.packageArn));
}
