import type { UploadRecord } from '../admit/upload-record.ts';
import type { WindowRecord } from '../admit/window.ts';
import type { Bases } from '../base/description.ts';
import type { RunRecord } from '../conclude/run-record.ts';
import type { BrakesRecord } from '../cost/brakes-record.ts';
import { dayOf, spentOn, whyNoRun } from '../cost/budget.ts';
import { fingerprint } from '../hash.ts';
import { inputsFingerprint, nextRunId } from '../lease/identity.ts';
import { selectUploads } from '../lease/select.ts';
import { configurationHash, type DeployedWorkload } from '../workload/deployed.ts';

/** A run comes within this time of its trigger, or the trigger is taken for lost. */
export const LOST_SECONDS = 180;

/** After so long nobody starts a run for an upload any more but a person: what fails before it reads it would go on for ever. */
export const OWED_DAYS = 7;

export interface OwedSituation {
  readonly workload: string;
  readonly deployed: DeployedWorkload;
  readonly bases: Bases;
  readonly uploads: readonly UploadRecord[];
  readonly runs: readonly RunRecord[];
  readonly window: WindowRecord | undefined;
  readonly brakes: BrakesRecord | undefined;
  readonly now: Date;
}

/**
 * Uploads that wait for a run which nothing will start: their schedule, event or answer was lost, a person released
 * them, or the budget that refused their run is open again. A run that failed for any other reason is not repeated.
 */
export function owedUploads(situation: OwedSituation): UploadRecord[] {
  const { workload, deployed, uploads, runs, now } = situation;
  if (!deployed.config.trigger.onUpload || isExpected(situation)) return [];
  const selected = selectUploads(uploads);
  const owed = selected.filter((upload) => isOwed(upload, runs, now));
  if (owed.length === 0 || whyNoRun(spentOn(dayOf(now), runs), deployed.brakes) !== undefined) return [];
  const inputs = inputsFingerprint(workload, selected, configurationHash(deployed, situation.bases));
  return nextRunId(inputs, runs, false) === undefined ? [] : owed;
}

/** Name of the execution for these uploads: one a day, however often it is asked for. */
export const owedRunName = (workload: string, owed: readonly UploadRecord[], now: Date): string =>
  `${workload}-owed-${fingerprint(owed.map(({ uploadId }) => uploadId).sort())}-${dayOf(now).replaceAll('-', '')}`;

/** True while a schedule is still to come. */
function isExpected({ window, brakes, now }: OwedSituation): boolean {
  const storm = brakes?.window?.openedAt === undefined ? undefined : brakes.window.endsAt;
  return [window?.dueAt, storm].some((due) => due !== undefined && secondsSince(due, now) < LOST_SECONDS);
}

function isOwed(upload: UploadRecord, runs: readonly RunRecord[], now: Date): boolean {
  const since = waitsSince(upload, runs, now);
  if (since === undefined) return false;
  const seconds = secondsSince(since, now);
  return seconds >= LOST_SECONDS && seconds < OWED_DAYS * 86_400;
}

/** Since when an upload waits for a run, or undefined. */
function waitsSince(upload: UploadRecord, runs: readonly RunRecord[], now: Date): string | undefined {
  const { uploadId, status, runId, receivedAt, releasedAt } = upload;
  if (status === 'admitted' && releasedAt !== undefined) {
    const isRead = runs.some((run) => run.startedAt >= releasedAt && run.uploadIds.includes(uploadId));
    return isRead ? undefined : releasedAt;
  }
  if (status !== 'received') return undefined;
  if (runId === undefined) return receivedAt;
  const run = runs.find((one) => one.runId === runId);
  const stoppedByBudget = run?.outcome === 'failed' && run.error?.code === 'BUDGET_SPENT';
  return stoppedByBudget && run.endedAt !== undefined && dayOf(run.endedAt) < dayOf(now) ? run.endedAt : undefined;
}

const secondsSince = (moment: string, now: Date): number => (now.getTime() - Date.parse(moment)) / 1000;
