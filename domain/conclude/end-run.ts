import { STAGES } from '../stages.ts';
import type { Ending, RunRecord } from './run-record.ts';
import { endStage } from './stage-marks.ts';

/** True once a run has an end; it has only one. */
export const hasEnded = (run: RunRecord): boolean => run.endedAt !== undefined;

/** The run at its end: what was under way ended with it. An ended run stays as it is. */
export function endRun(run: RunRecord, ending: Ending, now: Date, stoppedJobs: readonly string[] = []): RunRecord {
  if (hasEnded(run)) return run;
  const error = 'error' in ending ? ending.error : undefined;
  const underWay = STAGES.filter((stage) => run.stages[stage]?.status === 'running');
  const marked = underWay.reduce(
    (so, stage) =>
      endStage(so, stage, {
        status: ending.outcome === 'failed' || ending.outcome === 'rejected' ? 'failed' : 'done',
        now,
        ...(error === undefined ? {} : { note: `${error.code}: ${error.what}` }),
      }),
    run,
  );
  const concluded = endStage(marked, 'conclude', { status: 'done', now, note: ending.outcome });
  return {
    ...concluded,
    outcome: ending.outcome,
    endedAt: now.toISOString(),
    ...(ending.outcome === 'skipped' ? { sameAs: ending.sameAs } : {}),
    ...(error === undefined ? {} : { error }),
    ...(stoppedJobs.length === 0 ? {} : { stoppedJobs: [...stoppedJobs] }),
  };
}
