import { stormOf } from '../../domain/admit/storm.ts';
import type { UploadRecord } from '../../domain/admit/upload-record.ts';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import type { BrakesRecord } from '../../domain/cost/brakes-record.ts';
import { dayOf } from '../../domain/cost/budget.ts';
import { PlatformError } from '../../domain/errors.ts';
import type { RecordReader } from '../adapters/records.ts';
import { commandLine } from '../invocation.ts';
import { moment } from '../output/numbers.ts';
import { type FollowContext, followRun, poll } from './follow-run.ts';

/** S3, EventBridge and SQS deliver within seconds; later than this something is broken. */
const RECORDED_WITHIN_SECONDS = 180;

/** True when the run read the upload, or a later version of the same object, which replaces it. */
function hasRead(run: RunRecord, upload: UploadRecord, all: readonly UploadRecord[]): boolean {
  return all.some(
    ({ uploadId, key, receivedAt }) =>
      key === upload.key && receivedAt >= upload.receivedAt && run.uploadIds.includes(uploadId),
  );
}

/**
 * Newest run that read all of the uploads, once each was read. A file that was set aside after its own run is in no
 * later one: then the newest run that read any of them.
 */
async function runThatRead(
  records: RecordReader,
  workload: string,
  uploads: readonly UploadRecord[],
  all: readonly UploadRecord[],
): Promise<RunRecord | undefined> {
  const runs = await records.runs(workload);
  if (!uploads.every((upload) => runs.some((run) => hasRead(run, upload, all)))) return undefined;
  return (
    runs.find((run) => uploads.every((upload) => hasRead(run, upload, all))) ??
    runs.find((run) => uploads.some((upload) => hasRead(run, upload, all)))
  );
}

/**
 * What uploads wait for that no run has read yet. Throws `BUDGET_SPENT` when their run was refused: it comes on another
 * day, and nobody should wait here for so long.
 */
async function waitingFor(
  records: RecordReader,
  workload: string,
  uploads: readonly UploadRecord[],
  now: Date,
): Promise<string> {
  const [lease, brakes] = await Promise.all([records.lease(workload), records.brakes(workload)]);
  if (lease?.holder && lease.runId) return `recorded; run ${lease.runId} goes first`;
  const refused = refusalOf(brakes, uploads, now);
  if (refused !== undefined) throw refused;
  const storm = stormOf(brakes, now);
  if (storm !== undefined) return `recorded; too much came at once, one run starts at ${moment(storm.endsAt)}`;
  return 'recorded; the run starts after the window';
}

function refusalOf(
  brakes: BrakesRecord | undefined,
  uploads: readonly UploadRecord[],
  now: Date,
): PlatformError | undefined {
  const refusal = brakes?.refusal;
  const isTheirs = refusal !== undefined && uploads.every(({ receivedAt }) => receivedAt <= refusal.at);
  if (refusal === undefined || !isTheirs || refusal.day !== dayOf(now)) return undefined;
  return new PlatformError('BUDGET_SPENT', `${refusal.what} The uploads are recorded, and wait.`, {
    details: { why: refusal.why },
  });
}

/**
 * Follows uploads from the bucket to the end of the run that reads them.
 * Throws `AWS_FAILED` when an upload is not recorded in time, `BUDGET_SPENT` when no run reads it today.
 */
export async function followUploads(
  context: FollowContext,
  workload: string,
  uploadIds: readonly string[],
  environment: string,
): Promise<RunRecord> {
  const { records, board, clock } = context;
  const startedAt = clock.now().getTime();
  const elapsedMs = (): number => clock.now().getTime() - startedAt;
  board.show({ name: 'admit', status: 'running', note: 'stored; waiting for its event', elapsedMs: 0 });
  const found = await poll(context, 'the upload', commandLine(`runs ${workload}`, environment), async () => {
    const all = await records.uploads(workload);
    const uploads = all.filter(({ uploadId }) => uploadIds.includes(uploadId));
    if (uploads.length < uploadIds.length) {
      if (elapsedMs() > RECORDED_WITHIN_SECONDS * 1000) throw notRecorded(uploadIds);
      return undefined;
    }
    const run = await runThatRead(records, workload, uploads, all);
    if (!run) {
      board.show({
        name: 'admit',
        status: 'running',
        note: await waitingFor(records, workload, uploads, clock.now()),
        elapsedMs: elapsedMs(),
      });
    }
    return run;
  });
  board.show({ name: 'admit', status: 'done', note: `run ${found.runId}`, elapsedMs: elapsedMs() });
  return followRun(context, workload, found.runId, commandLine(`run ${found.runId} --watch`, environment));
}

const notRecorded = (uploadIds: readonly string[]): PlatformError =>
  new PlatformError('AWS_FAILED', `Upload ${uploadIds.join(', ')} is stored, but was not recorded in time.`, {
    next: 'Look at the log of the admit function and at its dead-letter queue.',
    details: { why: `The event of the bucket did not come through within ${RECORDED_WITHIN_SECONDS} s.` },
  });
