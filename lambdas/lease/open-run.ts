import type { UploadRecord } from '../../domain/admit/upload-record.ts';
import { firstRunRecord } from '../../domain/lease/first-run-record.ts';
import type { Plan } from '../../domain/lease/plan.ts';
import { reopenedRun } from '../../domain/lease/resume.ts';
import type { WorkloadRecords } from '../records/workload-records.ts';

/** Writes the run's record, or opens it again, and notes in each new upload that this run reads it. */
export async function openRun(records: WorkloadRecords, plan: Plan, executionArn: string, now: Date): Promise<void> {
  const uploads = await Promise.all(
    plan.uploads
      .filter((upload) => upload.isNew)
      .map(({ uploadId }) => records.upload(uploadId).change((upload) => upload && readBy(plan, upload))),
  );
  const newUploads = uploads.filter((upload) => upload !== undefined);
  await records.run(plan.runId).change((run) => {
    if (run === undefined) return firstRunRecord(plan, newUploads, executionArn, now);
    return run.fencingToken < plan.fencingToken ? reopenedRun(run, plan, executionArn, now) : run;
  });
}

/** An upload that another run has settled since a run failed is that run's. */
const readBy = ({ runId }: Plan, upload: UploadRecord): UploadRecord =>
  upload.runId === runId || upload.status !== 'received' ? upload : { ...upload, runId };
