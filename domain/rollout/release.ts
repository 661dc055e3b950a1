import type { Released, ReleaseRecord } from './release-record.ts';

/**
 * The release record after something went live. What was live becomes the rollback target, unless it is the same
 * package: a repeated step or a changed instance type does not forget the model before it.
 */
export function afterRelease(
  before: ReleaseRecord | undefined,
  workload: string,
  live: Released,
  fencingToken: number,
): ReleaseRecord {
  const previous = before?.live.packageVersion === live.packageVersion ? before.previous : before?.live;
  const isRepeated = before?.live.endpointConfigName === live.endpointConfigName;
  if (before !== undefined && isRepeated)
    return before.fencingToken === fencingToken ? before : { ...before, fencingToken };
  return { workload, record: 'release', fencingToken, live, ...(previous === undefined ? {} : { previous }) };
}
