import type { ConclusionRecord } from '../../domain/conclude/conclusion-record.ts';
import { endRun, hasEnded } from '../../domain/conclude/end-run.ts';
import { runNotification } from '../../domain/conclude/notification.ts';
import type { Ending, RunRecord } from '../../domain/conclude/run-record.ts';
import { uploadAfter } from '../../domain/conclude/uploads.ts';
import { artifactKey } from '../../domain/names.ts';
import { prepareSummarySchema, type UploadOutcome } from '../../domain/prepare/manifest.ts';
import { recordKey } from '../../domain/records/keys.ts';
import type { JsonStore } from '../adapters/artifacts.ts';
import { changeRun } from '../records/run-writer.ts';
import type { WorkloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { ConcludePorts, EndedRun } from './ended-run.ts';
import { stopJobs } from './stop-jobs.ts';

type SettlePorts = Pick<ConcludePorts, 'artifacts' | 'notifications' | 'jobs'>;

/**
 * Ends a run: its jobs, its uploads, its conclusion, the news of it and its record. Gives how it ended. A second call
 * finds what the first one did; the run keeps its first ending, and one that was taken up again since is left alone.
 */
export async function settleRun(
  ended: Omit<EndedRun, 'stateMachineArn'>,
  records: WorkloadRecords,
  ports: SettlePorts & StageContext,
): Promise<Ending> {
  const run = await records.run(ended.runId).read();
  const isOurs = run !== undefined && run.fencingToken <= ended.fencingToken;
  // One that has to go on where another was cut off is told of an execution that broke down, not of how the run went.
  const known = isOurs && !hasEnded(run) ? run.ending : undefined;
  const ending = await trueEnding(ended.runId, known ?? ended.ending, records);
  if (isOurs && !hasEnded(run)) await settle(run, ended.fencingToken, ending, records, ports);
  return ending;
}

/** A run whose model is live was deployed, whatever stopped it between its release and its conclusion. */
async function trueEnding(runId: string, ending: Ending, records: WorkloadRecords): Promise<Ending> {
  if (ending.outcome !== 'failed') return ending;
  const release = await records.release.read();
  return release?.live.runId === runId ? { outcome: 'deployed' } : ending;
}

async function settle(
  run: RunRecord,
  fencingToken: number,
  ending: Ending,
  records: WorkloadRecords,
  ports: SettlePorts & StageContext,
): Promise<void> {
  await changeRun(records, run.runId, fencingToken, (current) => ({ ...current, ending }));
  // First, because they cost money. A run that ended well has none left.
  const stopped = ending.outcome === 'failed' ? await stopJobs(run, ports) : [];
  await settleUploads(run, ending, records, ports.artifacts);
  await recordConclusion(run, ending, records, ports.now());
  const ended = endRun(run, ending, ports.now(), stopped);
  // Before the record says that the run has ended: news may come twice, but not never.
  await ports.notifications.publish(runNotification(ended, ending));
  await changeRun(records, run.runId, fencingToken, (current) => endRun(current, ending, ports.now(), stopped));
}

async function settleUploads(
  run: RunRecord,
  ending: Ending,
  records: WorkloadRecords,
  artifacts: JsonStore,
): Promise<void> {
  const summary = await artifacts.find(artifactKey.summary(run.workload, run.runId), prepareSummarySchema);
  const read = new Map<string, UploadOutcome>(summary?.uploads.map((outcome) => [outcome.uploadId, outcome]));
  await Promise.all(
    run.uploadIds.map((id) =>
      records.upload(id).change((upload) => upload && uploadAfter(upload, ending, read.get(id))),
    ),
  );
}

/** What the same data and configuration would come to again. */
async function recordConclusion(run: RunRecord, ending: Ending, records: WorkloadRecords, now: Date): Promise<void> {
  const { workload, runId, configHash, dataset } = run;
  const { outcome } = ending;
  if (dataset?.id === undefined || (outcome !== 'deployed' && outcome !== 'rejected')) return;
  const conclusion: ConclusionRecord = {
    workload,
    record: recordKey.conclusion(dataset.id, configHash),
    runId,
    outcome,
    concludedAt: now.toISOString(),
  };
  await records.conclusion(dataset.id, configHash).change((known) => (known?.runId === runId ? known : conclusion));
}
