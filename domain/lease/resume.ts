import { namedBases } from '../base/named-bases.ts';
import type { RunRecord } from '../conclude/run-record.ts';
import { beginStage } from '../conclude/stage-marks.ts';
import { PlatformError } from '../errors.ts';
import { MAX_RESUMPTIONS } from '../names.ts';
import type { ReleaseRecord } from '../rollout/release-record.ts';
import { STAGES } from '../stages.ts';
import type { Plan } from './plan.ts';

/** Throws `RUN_NOT_RESUMABLE` with what to do instead, unless the run failed and may be taken up again. */
export function assertResumable(run: RunRecord): void {
  if (run.outcome === 'failed' && run.resumptions < MAX_RESUMPTIONS) return;
  throw new PlatformError('RUN_NOT_RESUMABLE', `Run ${run.runId} cannot be taken up again: ${whyNot(run)}.`, {
    next: insteadOf(run),
    details: { runId: run.runId, outcome: run.outcome },
  });
}

function whyNot({ outcome, resumptions }: RunRecord): string {
  switch (outcome) {
    case 'failed':
      return `it was resumed ${resumptions} times`;
    case 'running':
      return 'it goes on';
    case 'awaiting-approval':
      return 'it goes on and waits for a person';
    case 'deployed':
      return 'its model was released';
    case 'rejected':
      return 'its model was rejected, and would be again';
    case 'skipped':
      return 'nothing was new in it';
  }
}

function insteadOf({ outcome, runId, workload }: RunRecord): string {
  switch (outcome) {
    case 'running':
      return `Follow it: \`trainyard run ${runId} --watch\`.`;
    case 'awaiting-approval':
      return `Decide on its model: \`trainyard approve ${runId} --reason "…"\`, or reject.`;
    default:
      return `Start a new run on purpose: \`trainyard start ${workload} --force\`.`;
  }
}

/**
 * Throws `RUN_NOT_RESUMABLE` when another model went live since the run was planned: its comparison with the champion
 * says nothing about that one. Its own model being live already is no obstacle.
 */
export function assertSameChampion(plan: Plan, release: ReleaseRecord | undefined): void {
  const live = release?.live;
  if (live === undefined || live.runId === plan.runId || live.packageArn === plan.champion?.packageArn) return;
  throw new PlatformError(
    'RUN_NOT_RESUMABLE',
    `Run ${plan.runId} cannot be taken up again: version ${live.packageVersion} went live since, which it was never compared with.`,
    { next: `Start a new run: \`trainyard start ${plan.workload}\`.`, details: { runId: plan.runId } },
  );
}

/** Throws `RUN_NOT_RESUMABLE` when a base was missing as the run was planned: what has it now is another run. */
export function assertPlannedBases({ runId, workload, deployed, bases }: Plan): void {
  const missing = namedBases(deployed.config).find((name) => bases?.[name] === undefined);
  if (missing === undefined) return;
  throw new PlatformError(
    'RUN_NOT_RESUMABLE',
    `Run ${runId} cannot be taken up again: it was planned without the base ${missing}.`,
    { next: `Start a new run: \`trainyard start ${workload}\`.`, details: { runId, base: missing } },
  );
}

/** The plan by which a run goes on. Once a person let it go over the budget, it may. */
export const resumedPlan = (plan: Plan, fencingToken: number, overBudget = false): Plan => ({
  ...plan,
  ...(overBudget ? { overBudget } : {}),
  resumption: plan.resumption + 1,
  fencingToken,
});

/** The failed run under way again: what is done stays done, what failed is open, and the end is gone. */
export function reopenedRun(run: RunRecord, plan: Plan, executionArn: string, now: Date): RunRecord {
  const { endedAt: _endedAt, ending: _ending, error: _error, stoppedJobs: _stoppedJobs, ...rest } = run;
  const at = now.toISOString();
  const done = STAGES.flatMap((stage) => {
    const mark = run.stages[stage];
    return mark === undefined || mark.status === 'failed' || mark.status === 'running' || stage === 'conclude'
      ? []
      : [[stage, mark] as const];
  });
  const note = `attempt ${plan.attempt}, resumption ${plan.resumption}`;
  const reopened: RunRecord = {
    ...rest,
    executionArn,
    outcome: 'running',
    resumptions: plan.resumption,
    resumptionTimes: [...(run.resumptionTimes ?? []), at],
    ...(plan.overBudget ? { overBudget: true } : {}),
    fencingToken: plan.fencingToken,
    stages: {
      ...Object.fromEntries(done),
      lease: { stage: 'lease', status: 'done', startedAt: at, endedAt: at, note },
    },
  };
  return beginStage(reopened, 'prepare', now);
}
