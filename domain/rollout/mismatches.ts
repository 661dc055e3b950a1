import { approvalMismatches } from './approval-mismatches.ts';
import { endpointMismatches } from './endpoint-mismatches.ts';
import type { Mismatch, Testimony } from './testimony.ts';

/**
 * Every contradiction between registry, endpoint, release and rollout record, each with what ends it. While a rollout
 * is under way endpoint and record differ, which is no contradiction.
 */
export function mismatches(seen: Testimony): Mismatch[] {
  const stopped = stoppedRollout(seen);
  const isUnderWay = seen.rollout?.holder !== undefined && seen.isHolderRunning;
  return [
    ...(stopped === undefined ? [] : [stopped]),
    ...(isUnderWay ? [] : endpointMismatches(seen)),
    ...approvalMismatches(seen, isUnderWay),
  ];
}

function stoppedRollout({ rollout, isHolderRunning, runs }: Testimony): Mismatch | undefined {
  const holder = rollout?.holder;
  if (holder === undefined || isHolderRunning) return undefined;
  const { packageVersion, runId, reason } = holder;
  const hasFailed = runs.some((run) => run.runId === runId && run.outcome === 'failed');
  return {
    between: ['rollout', 'run'],
    what: `the rollout of package ${packageVersion} stopped before its end: its execution is gone`,
    mend: reason === 'promoted' && hasFailed ? { kind: 'resume', runId } : { kind: 'rollback', to: packageVersion },
  };
}
