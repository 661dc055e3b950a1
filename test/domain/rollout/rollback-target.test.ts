import { describe, expect, it } from '@jest/globals';
import type { ReleaseRecord } from '../../../domain/rollout/release-record.ts';
import { rollbackTarget } from '../../../domain/rollout/rollback-target.ts';
import type { AskedRollout, RolloutRecord } from '../../../domain/rollout/turn-record.ts';

const AT = '2026-11-21T12:00:00.000Z';
const released = (packageVersion: number) => ({
  packageArn: `arn:${packageVersion}`,
  packageVersion,
  runId: 'aaaaaaaaaaaa-1',
  endpointConfigName: `c${packageVersion}`,
  modelName: `m${packageVersion}`,
  releasedAt: AT,
  reason: '',
});
const release = (live: number, previous?: number): ReleaseRecord => ({
  workload: 'w',
  record: 'release',
  fencingToken: 1,
  live: released(live),
  ...(previous === undefined ? {} : { previous: released(previous) }),
});
const asked = (packageVersion: number, reason: AskedRollout['reason']): AskedRollout => ({
  execution: `e${packageVersion}`,
  packageVersion,
  runId: 'aaaaaaaaaaaa-1',
  reason,
  by: 'somebody',
  askedAt: AT,
});
const acting = (one: AskedRollout): RolloutRecord => ({
  workload: 'w',
  record: 'rollout',
  fencingToken: 2,
  holder: { ...one, since: AT, heartbeatAt: AT },
  waiting: [],
  ended: [],
});

describe('where a rollback leads', () => {
  it.each<[string, ReleaseRecord | undefined, RolloutRecord | undefined, [number, number] | undefined]>([
    ['nowhere when nothing is live', undefined, undefined, undefined],
    ['nowhere from the first release', release(1), undefined, undefined],
    ['from the live version to the one before', release(3, 2), undefined, [2, 3]],
    ['from a version on its way to the live one', release(3, 2), acting(asked(4, 'promoted')), [3, 4]],
    [
      'from the first version on its way after a first release to that one',
      release(1),
      acting(asked(2, 'promoted')),
      [1, 2],
    ],
    ['to the same as a rollback that is under way', release(3, 2), acting(asked(2, 'rollback')), [2, 3]],
    [
      'to the one before when the live version is only released again',
      release(3, 2),
      acting(asked(3, 'promoted')),
      [2, 3],
    ],
  ])('%s', (_words, record, rollout, expected) => {
    const found = rollbackTarget(record, rollout);

    expect(found && [found.target.packageVersion, found.takesBack]).toEqual(expected);
  });
});
