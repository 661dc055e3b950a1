import type { UploadRecord } from '../../domain/admit/upload-record.ts';
import { endRun } from '../../domain/conclude/end-run.ts';
import { runError } from '../../domain/conclude/run-error.ts';
import { firstRunRecord } from '../../domain/lease/first-run-record.ts';
import type { Plan } from '../../domain/lease/plan.ts';
import { reopenedRun } from '../../domain/lease/resume.ts';
import { stopJobs } from '../conclude/stop-jobs.ts';
import type { WorkloadRecords } from '../records/workload-records.ts';
import type { StageContext } from '../runtime/stage-handler.ts';
import type { LeasePorts } from './ports.ts';

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

/** Ends a run whose execution ended without concluding it, and its jobs. */
export async function abandonRun(
  records: WorkloadRecords,
  runId: string,
  status: string | undefined,
  ports: LeasePorts & StageContext,
): Promise<void> {
  const run = await records.run(runId).read();
  if (run === undefined) return;
  const stoppedJobs = await stopJobs(run, ports);
  const why = status === undefined ? 'its execution no longer exists' : `its execution is ${status}`;
  const error = runError('RUN_ABORTED', 'The run ended without concluding.', why);
  const ending = { outcome: 'failed', error } as const;
  await records.run(runId).change((current) => current && endRun(current, ending, ports.now(), stoppedJobs));
}
