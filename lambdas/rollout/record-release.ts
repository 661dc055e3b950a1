import { hasEnded } from '../../domain/conclude/end-run.ts';
import { endStage } from '../../domain/conclude/stage-marks.ts';
import { PlatformError } from '../../domain/errors.ts';
import type { AdvanceInput, RolloutProgress } from '../../domain/rollout/messages.ts';
import { afterRelease } from '../../domain/rollout/release.ts';
import type { RecordsTable } from '../records/table.ts';
import { workloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';

/**
 * Records what was seen to be live: the release, which only the turn's holder may write, and the run's stage. Throws
 * `LEASE_LOST` when a later turn has written the release.
 */
export async function recordRelease(
  input: AdvanceInput,
  { plan, fencingToken }: RolloutProgress,
  { table, now }: { readonly table: RecordsTable } & StageContext,
): Promise<void> {
  const { workload, runId, packageArn, packageVersion, reason, by } = input;
  const { endpointConfigName, modelName } = plan;
  const releasedAt = now().toISOString();
  const why = `${reason} by ${by}`;
  const live = { packageArn, packageVersion, runId, endpointConfigName, modelName, releasedAt, reason: why };
  const records = workloadRecords(table, workload);
  await records.release.change((before) => {
    if (before !== undefined && before.fencingToken > fencingToken) {
      throw new PlatformError('LEASE_LOST', `Version ${packageVersion} is not recorded: a later release was.`, {
        details: { fencingToken, current: before.fencingToken },
      });
    }
    return afterRelease(before, workload, live, fencingToken);
  });
  if (reason === 'rollback') return;
  await records.run(runId).change((run) => {
    // A rollout whose run was taken up again since leaves the record to that one.
    if (run === undefined || hasEnded(run) || run.fencingToken > (input.fencingToken ?? 0)) return run;
    return endStage(run, 'rollout', { status: 'done', now: now(), note: `version ${packageVersion} is live` });
  });
}
