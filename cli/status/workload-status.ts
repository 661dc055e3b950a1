import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { endpointName } from '../../domain/names.ts';
import { mismatches } from '../../domain/rollout/mismatches.ts';
import type { EndpointStatus } from '../../domain/rollout/observation.ts';
import type { Released } from '../../domain/rollout/release-record.ts';
import type { Mend, Mismatch } from '../../domain/rollout/testimony.ts';
import type { AskedRollout } from '../../domain/rollout/turn-record.ts';
import type { Connection } from '../connection/connect.ts';
import { commandLine } from '../invocation.ts';
import { type Lock, lockOf } from '../output/lock.ts';
import { testimonyOf } from './testimony.ts';

export interface WorkloadStatus {
  readonly workload: string;
  readonly live: (Released & { readonly datasetId: string | undefined }) | null;
  readonly previous: Released | null;
  readonly endpoint: {
    readonly name: string;
    readonly status: EndpointStatus;
    readonly configuration: string;
    readonly failureReason: string | undefined;
  } | null;
  /** False when there are mismatches. */
  readonly consistent: boolean;
  readonly mismatches: readonly (Pick<Mismatch, 'between' | 'what'> & {
    /** The command that mends it. */
    readonly next: string;
  })[];
  /** The rollout whose turn it is, and those that wait for theirs. */
  readonly rollouts: readonly (AskedRollout & { readonly state: 'acts' | 'waits' })[];
  readonly activeRuns: readonly Pick<RunRecord, 'runId' | 'outcome' | 'startedAt'>[];
  /** Who holds the lease; null when it is free. */
  readonly lock: Lock | null;
  readonly pendingUploads: readonly string[];
  readonly suspendedUploads: readonly string[];
}

export async function statusOf(connection: Connection, workload: string): Promise<WorkloadStatus> {
  const { environment, records } = connection;
  const [seen, uploads, lease] = await Promise.all([
    testimonyOf(connection, workload),
    records.uploads(workload),
    records.lease(workload),
  ]);
  const { release, endpoint, rollout, runs } = seen;
  const datasetId = runs.find(({ runId }) => runId === release?.live.runId)?.dataset?.id;
  const idsWith = (wanted: string): string[] =>
    uploads.filter(({ status }) => status === wanted).map(({ uploadId }) => uploadId);
  const found = mismatches(seen).map(({ between, what, mend }) => ({
    between,
    what,
    next: commandLine(commandOf(mend, workload), environment),
  }));
  return {
    workload,
    live: release ? { ...release.live, datasetId } : null,
    previous: release?.previous ?? null,
    endpoint: endpoint
      ? {
          name: endpointName(environment, workload),
          status: endpoint.status,
          configuration: endpoint.configName,
          failureReason: endpoint.failureReason,
        }
      : null,
    consistent: found.length === 0,
    mismatches: found,
    rollouts: [
      ...(rollout?.holder === undefined ? [] : [{ ...rollout.holder, state: 'acts' as const }]),
      ...(rollout?.waiting ?? []).map((one) => ({ ...one, state: 'waits' as const })),
    ],
    activeRuns: runs
      .filter(({ outcome }) => outcome === 'running' || outcome === 'awaiting-approval')
      .map(({ runId, outcome, startedAt }) => ({ runId, outcome, startedAt })),
    lock: lease?.holder === undefined ? null : lockOf({ ...lease, holder: lease.holder }, new Date()),
    pendingUploads: idsWith('received'),
    suspendedUploads: idsWith('suspended'),
  };
}

function commandOf(mend: Mend, workload: string): string {
  switch (mend.kind) {
    case 'rollback':
      return mend.to === undefined ? `rollback ${workload}` : `rollback ${workload} --to ${mend.to}`;
    case 'resume':
      return `run ${mend.runId} --resume`;
    case 'decide':
      return `${mend.decision} ${mend.runId} --reason "…"`;
    case 'start':
      return `start ${workload} --force`;
  }
}
