import { endRun } from '../../domain/conclude/end-run.ts';
import { runError } from '../../domain/conclude/run-error.ts';
import { firstRunRecord } from '../../domain/lease/first-run-record.ts';
import type { Plan } from '../../domain/lease/plan.ts';
import type { WorkloadRecords } from '../records/workload-records.ts';

/** Writes the run's record and notes in each new upload that this run reads it. */
export async function openRun(records: WorkloadRecords, plan: Plan, executionArn: string, now: Date): Promise<void> {
  const uploads = await Promise.all(
    plan.uploads
      .filter((upload) => upload.isNew)
      .map(({ uploadId }) =>
        records
          .upload(uploadId)
          .change((upload) =>
            upload === undefined || upload.runId === plan.runId ? upload : { ...upload, runId: plan.runId },
          ),
      ),
  );
  const newUploads = uploads.filter((upload) => upload !== undefined);
  await records.run(plan.runId).change((run) => run ?? firstRunRecord(plan, newUploads, executionArn, now));
}

/** Ends the record of a run whose execution ended without concluding it. */
export async function abandonRun(
  records: WorkloadRecords,
  runId: string,
  status: string | undefined,
  now: Date,
): Promise<void> {
  const why = status === undefined ? 'its execution no longer exists' : `its execution is ${status}`;
  const error = runError('RUN_ABORTED', 'The run ended without concluding.', why);
  await records.run(runId).change((run) => (run === undefined ? run : endRun(run, { outcome: 'failed', error }, now)));
}
