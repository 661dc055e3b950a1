import { type Acquisition, acquire, release } from '../../domain/lease/lease.ts';
import type { LeaseRecord } from '../../domain/lease/lease-record.ts';
import type { LeaseAnswer, LeaseInput } from '../../domain/lease/messages.ts';
import type { Plan } from '../../domain/lease/plan.ts';
import { artifactKey, jobName } from '../../domain/names.ts';
import { prepareSummarySchema } from '../../domain/prepare/manifest.ts';
import { placeOfPrepare } from '../../domain/processing/place.ts';
import type { WorkloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { LeasePorts } from './ports.ts';

/** The fencing token of the lease for this run, or undefined when somebody else changed the lease in between. */
export async function takeLease(
  { workload, execution }: LeaseInput,
  { runId, leavesRequest }: Pick<Acquisition, 'runId' | 'leavesRequest'>,
  seen: LeaseRecord | undefined,
  records: WorkloadRecords,
  now: Date,
): Promise<number | undefined> {
  const held = await records.lease.change((current) =>
    current?.holder === seen?.holder && current?.fencingToken === seen?.fencingToken
      ? acquire(current, { workload, executionArn: execution.arn, runId, leavesRequest, now })
      : current,
  );
  // A repeated call of this execution may have planned another run in between: look again.
  return held?.holder === execution.arn && held.runId === runId ? held.fencingToken : undefined;
}

/** A lease that was taken over, or taken before a crash, must not stay behind when no run comes of it. */
export async function leaveLease(seen: LeaseRecord | undefined, records: WorkloadRecords): Promise<void> {
  await records.lease.change((now) => (now?.holder !== undefined && now.holder === seen?.holder ? release(now) : now));
}

/** The answer for a run whose plan is written. */
export async function acquired(plan: Plan, { artifacts, logger }: LeasePorts & StageContext): Promise<LeaseAnswer> {
  const { workload, runId, fencingToken, resumption } = plan;
  logger.info('acquired', { runId, fencingToken, resumption, uploads: plan.uploads.length });
  // Refused data is prepared again: whoever resumes such a run has mended something.
  const summary =
    resumption === 0 ? undefined : await artifacts.find(artifactKey.summary(workload, runId), prepareSummarySchema);
  return {
    outcome: 'acquired',
    runId,
    fencingToken,
    planUri: artifacts.uri(artifactKey.plan(workload, runId)),
    prepareOn: placeOfPrepare(plan),
    prepareJobName: jobName.prepare(workload, runId, resumption),
    prepareUri: artifacts.uri(artifactKey.prepare(workload, runId)).replace(/\/$/, ''),
    prepared: summary?.outcome === 'prepared',
  };
}
