import { PlatformError } from '../errors.ts';
import { hasEnded } from './end-run.ts';
import type { RunRecord } from './run-record.ts';

/** Error of an execution that a person stopped: its run ends with it. */
export const CANCELLED = 'RUN_CANCELLED';

/**
 * Throws `RUN_NOT_CANCELLABLE` for a run that has ended, and for one whose rollout is under way: an endpoint that is
 * being changed changes on, whoever stops listening, so it is taken back by a rollback.
 */
export function assertCancellable(run: RunRecord): void {
  const { runId, workload, outcome } = run;
  if (hasEnded(run)) {
    throw new PlatformError('RUN_NOT_CANCELLABLE', `Run ${runId} has ended already: ${outcome}.`, {
      next: `See how: \`trainyard run ${runId}\`.`,
    });
  }
  if (run.stages.rollout?.status === 'running') {
    throw new PlatformError('RUN_NOT_CANCELLABLE', `The model of run ${runId} is going live.`, {
      next: `Follow it (\`trainyard run ${runId} --watch\`), then take it back: \`trainyard rollback ${workload}\`.`,
    });
  }
}

/** Who cancelled, and why, as the execution keeps it. */
export const cancellation = (by: string, reason: string | undefined): string =>
  reason === undefined ? `cancelled by ${by}` : `cancelled by ${by}: ${reason}`;
