import type { Released, ReleaseRecord } from './release-record.ts';
import type { RolloutRecord } from './turn-record.ts';

export interface RollbackTarget {
  readonly target: Released;
  /** Version that the rollback takes back. */
  readonly takesBack: number;
}

/**
 * Where a rollback leads that is asked for now: to what was live before the version that is live, or before the one
 * that is on its way there. Undefined when there is nothing to go back to.
 */
export function rollbackTarget(
  release: ReleaseRecord | undefined,
  rollout: RolloutRecord | undefined,
): RollbackTarget | undefined {
  if (release === undefined) return undefined;
  const { live, previous } = release;
  const coming = [rollout?.holder, ...(rollout?.waiting ?? [])].find(
    (one) => one?.reason === 'promoted' && one.packageVersion !== live.packageVersion,
  );
  if (coming !== undefined) return { target: live, takesBack: coming.packageVersion };
  return previous && { target: previous, takesBack: live.packageVersion };
}
