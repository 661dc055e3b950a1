import type { RunRecord, StageMark } from '../../domain/conclude/run-record.ts';
import { STAGES, type Stage } from '../../domain/stages.ts';
import { count, metric, signed } from '../output/numbers.ts';
import type { Step } from '../progress/board.ts';

/** What the run's own facts say about a stage, where its mark says nothing. */
function factsOf(run: RunRecord, stage: Stage): string | undefined {
  switch (stage) {
    case 'prepare':
      return run.dataset && `${count(run.dataset.accepted)} of ${count(run.dataset.received)} rows accepted`;
    case 'train':
      return run.candidates?.map(({ name, reason }) => (reason ? `${name} failed` : name)).join(', ');
    case 'evaluate':
      return run.candidates
        ?.flatMap(({ name, metrics }) => (metrics ? [`${name} ${metric(metrics.accuracy)}`] : []))
        .join(', ');
    case 'gate':
      return run.decision && `${run.decision.verdict} (${signed(run.decision.difference)} ${run.decision.metric})`;
    case 'register':
      return run.packageVersion === undefined ? undefined : `package ${run.packageVersion}`;
    default:
      return undefined;
  }
}

const isOver = ({ outcome }: RunRecord): boolean => outcome !== 'running' && outcome !== 'awaiting-approval';

/** A stage that still claims to run after its run has failed is the one that failed. */
function statusOf(run: RunRecord, mark: StageMark): Step['status'] {
  if (mark.status !== 'running' || !isOver(run)) return mark.status;
  return run.outcome === 'failed' ? 'failed' : 'done';
}

/**
 * A run's stages in their order, each with what it came to and how long it took; the reason of a failure stands at
 * the stage that failed.
 */
export function stepsOfRun(run: RunRecord, now: Date): Step[] {
  return STAGES.flatMap((stage): Step[] => {
    const mark = run.stages[stage];
    if (!mark) return [];
    const status = statusOf(run, mark);
    const end = mark.endedAt ?? (isOver(run) ? run.endedAt : undefined);
    const elapsedMs = (end ? new Date(end) : now).getTime() - new Date(mark.startedAt).getTime();
    const reason = status === 'failed' && run.error ? `${run.error.code}: ${run.error.what}` : undefined;
    const note = reason ?? mark.note ?? factsOf(run, stage);
    return [{ name: stage, status, elapsedMs: Math.max(0, elapsedMs), ...(note && { note }) }];
  });
}
