import { runError } from '../../domain/conclude/run-error.ts';
import { budgetSpent, dayOf, spentOn, whyNoRun } from '../../domain/cost/budget.ts';
import { PlatformError } from '../../domain/errors.ts';
import { draftPlan } from '../../domain/lease/draft.ts';
import { acquire, claimOf, release, requestRerun } from '../../domain/lease/lease.ts';
import type { LeaseRecord } from '../../domain/lease/lease-record.ts';
import type { LeaseAnswer, LeaseInput } from '../../domain/lease/messages.ts';
import { type Champion, type Plan, planSchema } from '../../domain/lease/plan.ts';
import { artifactKey, jobName } from '../../domain/names.ts';
import { championOf } from '../../domain/register/champion.ts';
import type { JsonStore } from '../adapters/artifacts.ts';
import type { Executions } from '../adapters/executions.ts';
import type { Workloads } from '../adapters/parameters.ts';
import type { Registry } from '../adapters/registry.ts';
import type { RecordsTable } from '../records/table.ts';
import { type WorkloadRecords, workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import { abandonRun, openRun } from './open-run.ts';

export interface LeasePorts {
  readonly table: RecordsTable;
  readonly workloads: Workloads;
  readonly artifacts: JsonStore;
  readonly registry: Pick<Registry, 'describe'>;
  readonly executions: Pick<Executions, 'status'>;
}

const ATTEMPTS = 10;

/**
 * Takes the workload's lease for an execution and fixes what its run does. The same execution gets the same answer
 * however often it asks; another one is `busy` until the lease is free, and leaves word that it came.
 */
export async function lease(input: LeaseInput, ports: LeasePorts & StageContext): Promise<LeaseAnswer> {
  const records = workloadRecords(ports.table, input.workload);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const seen = await records.lease.read();
    const answer = await tryOnce(input, seen, records, ports);
    if (answer !== undefined) return answer;
  }
  throw new PlatformError('AWS_FAILED', `Too many want the lease of ${input.workload} at once.`, { retryable: true });
}

/** One try on the lease as it was seen; undefined when somebody else changed it in between. */
async function tryOnce(
  input: LeaseInput,
  seen: LeaseRecord | undefined,
  records: WorkloadRecords,
  ports: LeasePorts & StageContext,
): Promise<LeaseAnswer | undefined> {
  const claim = claimOf(seen, input.execution.arn, ports.now());
  switch (claim.kind) {
    case 'busy':
      return standBack(claim.holder, records);
    case 'expired': {
      const status = await ports.executions.status(claim.holder);
      if (status === 'RUNNING') return standBack(claim.holder, records);
      if (claim.runId !== undefined) await abandonRun(records, claim.runId, status, ports.now());
      return take(input, seen, records, ports);
    }
    case 'mine': {
      const planned =
        claim.runId === undefined ? undefined : await findPlan(input.workload, claim.runId, ports.artifacts);
      if (planned?.fencingToken === seen?.fencingToken && planned !== undefined)
        return start(input, planned, records, ports);
      return take(input, seen, records, ports);
    }
    case 'free':
      return take(input, seen, records, ports);
  }
}

/** Asks the holder for another run; undefined when the holder has just gone. */
async function standBack(holder: string, records: WorkloadRecords): Promise<LeaseAnswer | undefined> {
  const after = await records.lease.change((now) => (now?.holder === holder ? requestRerun(now) : now));
  return after?.holder === holder ? { outcome: 'busy', holder } : undefined;
}

async function take(
  input: LeaseInput,
  seen: LeaseRecord | undefined,
  records: WorkloadRecords,
  ports: LeasePorts & StageContext,
): Promise<LeaseAnswer | undefined> {
  const { workload, force, overBudget } = input;
  const [deployed, uploads, runs, champion] = await Promise.all([
    ports.workloads.read(workload),
    records.uploads(),
    records.runs(),
    liveChampion(records, ports),
  ]);
  const draft = draftPlan({ workload, deployed, uploads, runs, champion, force, overBudget });
  const now = ports.now();
  const spent = spentOn(dayOf(now), runs);
  const why = overBudget ? undefined : whyNoRun(spent, deployed.brakes);
  if (draft === undefined || why !== undefined) {
    // A lease that was taken over, or taken before a crash, must not stay behind.
    await records.lease.change((held) =>
      held?.holder !== undefined && held.holder === seen?.holder ? release(held) : held,
    );
    if (draft === undefined || why === undefined) return { outcome: 'nothing-new' };
    return { outcome: 'refused', error: runError('BUDGET_SPENT', budgetSpent(workload, spent, why).message, why) };
  }
  const mine = { workload, executionArn: input.execution.arn, runId: draft.runId, now };
  const held = await records.lease.change((current) =>
    current?.holder === seen?.holder && current?.fencingToken === seen?.fencingToken ? acquire(current, mine) : current,
  );
  // A repeated call of this execution may have planned another run in between: look again.
  if (held?.holder !== input.execution.arn || held.runId !== draft.runId) return undefined;
  const plan: Plan = { ...draft, fencingToken: held.fencingToken, createdAt: now.toISOString() };
  await ports.artifacts.write(artifactKey.plan(workload, plan.runId), plan);
  return start(input, plan, records, ports);
}

/** Everything after the plan was written: done again by each repeated call. */
async function start(
  input: LeaseInput,
  plan: Plan,
  records: WorkloadRecords,
  { artifacts, logger, now }: LeasePorts & StageContext,
): Promise<LeaseAnswer> {
  const { workload, runId, fencingToken } = plan;
  await openRun(records, plan, input.execution.arn, now());
  logger.info('acquired', { runId, fencingToken, uploads: plan.uploads.length });
  return {
    outcome: 'acquired',
    runId,
    fencingToken,
    planUri: artifacts.uri(artifactKey.plan(workload, runId)),
    prepareJobName: jobName.prepare(workload, runId, plan.resumption),
    prepareUri: artifacts.uri(artifactKey.prepare(workload, runId)).replace(/\/$/, ''),
  };
}

const findPlan = (workload: string, runId: string, artifacts: JsonStore): Promise<Plan | undefined> =>
  artifacts.find(artifactKey.plan(workload, runId), planSchema);

async function liveChampion(records: WorkloadRecords, { registry }: LeasePorts): Promise<Champion | undefined> {
  const release = await records.release.read();
  return release === undefined ? undefined : championOf(await registry.describe(release.live.packageArn));
}
