import type { Stage } from '../stages.ts';
import type { RunRecord, StageMark } from './run-record.ts';

/** The run with a stage under way. A stage that already began keeps its beginning. */
export function beginStage(run: RunRecord, stage: Stage, now: Date): RunRecord {
  if (run.stages[stage] !== undefined) return run;
  return withMark(run, { stage, status: 'running', startedAt: now.toISOString() });
}

/** The run with a stage at its end. A stage that nobody saw begin began now. An ended stage stays as it ended. */
export function endStage(
  run: RunRecord,
  stage: Stage,
  end: { readonly status: 'done' | 'failed' | 'skipped'; readonly now: Date; readonly note?: string },
): RunRecord {
  const before = run.stages[stage];
  if (before !== undefined && before.status !== 'running') return run;
  const now = end.now.toISOString();
  return withMark(run, {
    stage,
    status: end.status,
    startedAt: before?.startedAt ?? now,
    endedAt: now,
    ...(end.note === undefined ? {} : { note: end.note }),
  });
}

const withMark = (run: RunRecord, mark: StageMark): RunRecord => ({
  ...run,
  stages: { ...run.stages, [mark.stage]: mark },
});
