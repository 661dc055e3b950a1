import { assertBases } from '../../domain/base/assert-bases.ts';
import { PlatformError } from '../../domain/errors.ts';
import type { ExecutionState } from '../../domain/execution.ts';
import { endingOfGone, holderIs } from '../../domain/keep/holder.ts';
import { claimOf, requestRerun } from '../../domain/lease/lease.ts';
import { leaseHeld } from '../../domain/lease/lease-held.ts';
import type { LeaseRecord } from '../../domain/lease/lease-record.ts';
import type { LeaseAnswer, LeaseInput } from '../../domain/lease/messages.ts';
import { type Plan, planSchema } from '../../domain/lease/plan.ts';
import { artifactKey } from '../../domain/names.ts';
import { findBases } from '../adapters/bases.ts';
import { settleRun } from '../conclude/settle-run.ts';
import { type WorkloadRecords, workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import { openRun } from './open-run.ts';
import { planNewRun } from './plan-new-run.ts';
import { planResumption } from './plan-resumption.ts';
import type { LeasePorts } from './ports.ts';
import { acquired } from './take.ts';

const ATTEMPTS = 10;

/**
 * Takes the workload's lease for an execution and fixes what its run does. The same execution gets the same answer
 * however often it asks; another one is `busy` until the lease is free, and leaves word that it came. Who resumes a run
 * is told so by `LEASE_HELD`, and by `RUN_UNKNOWN` or `RUN_NOT_RESUMABLE` why it cannot be.
 */
export async function lease(input: LeaseInput, ports: LeasePorts & StageContext): Promise<LeaseAnswer> {
  ports.logger.about({ workload: input.workload });
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
      return standBack(input, seen, records, ports);
    case 'expired': {
      const holder = await ports.executions.describe(claim.holder);
      if (holderIs(claim.lease, holder, ports.now()) === 'at-work') return standBack(input, seen, records, ports);
      const isOurs = await endRunOfGone(claim.lease, holder, records, ports);
      return isOurs ? take(input, seen, records, ports) : undefined;
    }
    case 'mine':
      return (await goOn(input, claim.runId, seen, records, ports)) ?? take(input, seen, records, ports);
    case 'free':
      return take(input, seen, records, ports);
  }
}

/** Ends the run of a holder that is gone, as `keep` would have done. False when somebody has taken it up again since. */
async function endRunOfGone(
  { workload, runId, fencingToken }: LeaseRecord,
  holder: ExecutionState | undefined,
  records: WorkloadRecords,
  ports: LeasePorts & StageContext,
): Promise<boolean> {
  ports.logger.warn('the holder of the lease is gone', { workload, runId, status: holder?.status });
  if (runId === undefined) return true;
  try {
    await settleRun({ workload, runId, fencingToken, ending: endingOfGone(holder) }, records, ports);
    return true;
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'LEASE_LOST') return false;
    throw error;
  }
}

/** Asks the holder for another run; undefined when the holder has just gone. Who resumes a run does not queue. */
async function standBack(
  input: LeaseInput,
  seen: LeaseRecord | undefined,
  records: WorkloadRecords,
  { now }: StageContext,
): Promise<LeaseAnswer | undefined> {
  if (input.resume !== undefined && seen !== undefined) throw leaseHeld(seen, now());
  const after = await records.lease.change((held) =>
    held?.holder === seen?.holder && held !== undefined ? requestRerun(held) : held,
  );
  return after?.holder !== undefined && after.holder === seen?.holder
    ? { outcome: 'busy', holder: after.holder }
    : undefined;
}

/** The answer of an execution that holds the lease already and has its plan; undefined when it died before its plan. */
async function goOn(
  input: LeaseInput,
  runId: string | undefined,
  seen: LeaseRecord | undefined,
  records: WorkloadRecords,
  ports: LeasePorts & StageContext,
): Promise<LeaseAnswer | undefined> {
  if (runId === undefined) return undefined;
  const plan = await ports.artifacts.find(artifactKey.plan(input.workload, runId), planSchema);
  if (plan === undefined || plan.fencingToken !== seen?.fencingToken) return undefined;
  return open(plan, input, records, ports);
}

async function take(
  input: LeaseInput,
  seen: LeaseRecord | undefined,
  records: WorkloadRecords,
  ports: LeasePorts & StageContext,
): Promise<LeaseAnswer | undefined> {
  const planned =
    input.resume === undefined
      ? await planNewRun(input, seen, records, ports)
      : await planResumption(input, input.resume, seen, records, ports);
  if (planned === undefined || 'outcome' in planned) return planned;
  return open(planned.plan, input, records, ports);
}

/**
 * The answer for a planned run, once its record is written. Throws after that what keeps the run from training, so that
 * it ends with the reason on record before it costs anything.
 */
async function open(
  plan: Plan,
  input: LeaseInput,
  records: WorkloadRecords,
  ports: LeasePorts & StageContext,
): Promise<LeaseAnswer> {
  await openRun(records, plan, input.execution.arn, ports.now());
  const { config } = plan.deployed;
  // What a resumed run has trained already needs no base: its `prepare` knows what is left.
  if (plan.resumption === 0) assertBases(plan, await findBases(config, ports.artifacts), config.candidates);
  return acquired(plan, ports);
}
