import type { ConclusionRecord } from '../../domain/conclude/conclusion-record.ts';
import { endRun, hasEnded } from '../../domain/conclude/end-run.ts';
import type { Ending } from '../../domain/conclude/ending.ts';
import type { ConcludeAnswer } from '../../domain/conclude/messages.ts';
import { runNotification } from '../../domain/conclude/notification.ts';
import { runJobs } from '../../domain/conclude/run-jobs.ts';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { uploadAfter } from '../../domain/conclude/uploads.ts';
import { planSchema } from '../../domain/lease/plan.ts';
import { artifactKey } from '../../domain/names.ts';
import { prepareSummarySchema, type UploadOutcome } from '../../domain/prepare/manifest.ts';
import { recordKey } from '../../domain/records/keys.ts';
import type { JsonStore } from '../adapters/artifacts.ts';
import { meterRun } from '../records/run-usage.ts';
import { changeRun } from '../records/run-writer.ts';
import { type WorkloadRecords, workloadRecords } from '../records/workload-records.ts';
import { platformErrorOf } from '../runtime/failure.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { ConcludePorts, EndedRun } from './ended-run.ts';
import { freeLease } from './free-lease.ts';
import { stopJobs } from './stop-jobs.ts';

/**
 * Ends a run for good: its jobs, its uploads, its conclusion, its record and the news of it, and only then its lease, so
 * that the next run sees all of it. A second call finds what the first one did; the run keeps its first ending, and one
 * that was taken up again since is left alone.
 */
export async function conclude(ended: EndedRun, ports: ConcludePorts & StageContext): Promise<ConcludeAnswer> {
  const { workload, runId } = ended;
  const records = workloadRecords(ports.table, workload);
  const [run, ending] = await Promise.all([records.run(runId).read(), trueEnding(ended, records)]);
  const isOurs = run !== undefined && run.fencingToken <= ended.fencingToken;
  if (isOurs && !hasEnded(run)) await settle(run, { ...ended, ending }, records, ports);
  await recordUsage(ended, records, ports);
  const next = await freeLease(ended, records, ports.executions);
  const { outcome } = ending;
  const error = 'error' in ending ? ending.error : undefined;
  ports.logger.info('concluded', { runId, outcome, code: error?.code, reason: error?.what, next });
  return {
    outcome,
    ...(error === undefined ? {} : { error }),
    ...(next === undefined ? {} : { next }),
  };
}

/** A run whose model is live was deployed, whatever stopped it between its release and its conclusion. */
async function trueEnding({ runId, ending }: EndedRun, records: WorkloadRecords): Promise<Ending> {
  if (ending.outcome !== 'failed') return ending;
  const release = await records.release.read();
  return release?.live.runId === runId ? { outcome: 'deployed' } : ending;
}

/** What cannot be read now, `keep` reads later: it must not keep the lease from being freed. */
async function recordUsage(
  { workload, runId }: EndedRun,
  records: WorkloadRecords,
  { artifacts, meter, logger }: ConcludePorts & StageContext,
): Promise<void> {
  try {
    const plan = await artifacts.find(artifactKey.plan(workload, runId), planSchema);
    if (plan !== undefined) await meterRun(records, runId, runJobs(plan), meter);
  } catch (thrown) {
    const { code, message } = platformErrorOf(thrown);
    logger.warn('the use of the jobs could not be read', { code, reason: message });
  }
}

async function settle(
  run: RunRecord,
  { ending, fencingToken }: EndedRun,
  records: WorkloadRecords,
  ports: ConcludePorts & StageContext,
): Promise<void> {
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
