import type { UploadRecord } from '../admit/upload-record.ts';
import type { RunRecord } from '../conclude/run-record.ts';
import { beginStage } from '../conclude/stage-marks.ts';
import { recordKey } from '../records/keys.ts';
import type { Plan } from './plan.ts';

/** The record of a run that has just got its lease: its next stage, prepare, is under way. */
export function firstRunRecord(
  plan: Plan,
  newUploads: readonly UploadRecord[],
  executionArn: string,
  now: Date,
): RunRecord {
  const at = now.toISOString();
  const firstUpload = newUploads.map((upload) => upload.receivedAt).sort()[0] ?? at;
  const files = `${newUploads.length} new of ${plan.uploads.length} upload${plan.uploads.length === 1 ? '' : 's'}`;
  const run: RunRecord = {
    workload: plan.workload,
    record: recordKey.run(plan.runId),
    runId: plan.runId,
    executionArn,
    attempt: plan.attempt,
    resumptions: plan.resumption,
    fencingToken: plan.fencingToken,
    configHash: plan.configHash,
    startedAt: at,
    outcome: 'running',
    // What becomes of an upload is no matter of a try.
    uploadIds: plan.tried === undefined ? plan.uploads.map((upload) => upload.uploadId) : [],
    ...(plan.tried === undefined ? {} : { tried: plan.tried }),
    ...(plan.overBudget ? { overBudget: true } : {}),
    champion: plan.champion === undefined ? 'baseline' : String(plan.champion.packageVersion),
    stages: {
      admit: { stage: 'admit', status: 'done', startedAt: firstUpload, endedAt: at, note: files },
      lease: { stage: 'lease', status: 'done', startedAt: at, endedAt: at, note: `attempt ${plan.attempt}` },
    },
  };
  return beginStage(run, 'prepare', now);
}
