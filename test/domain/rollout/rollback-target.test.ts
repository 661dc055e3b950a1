import { describe, expect, it } from '@jest/globals';
import type { ReleaseRecord } from '../../../domain/rollout/release-record.ts';
import { rollbackTarget } from '../../../domain/rollout/rollback-target.ts';
import type { RolloutRecord } from '../../../domain/rollout/turn-record.ts';
import { aRelease, aRollout, asked } from './releases.ts';

describe('where a rollback leads', () => {
  it.each<[string, ReleaseRecord | undefined, RolloutRecord | undefined, [number, number] | undefined]>([
    ['nowhere when nothing is live', undefined, undefined, undefined],
    ['nowhere from the first release', aRelease(1), undefined, undefined],
    ['from the live version to the one before', aRelease(3, 2), undefined, [2, 3]],
    ['from a version on its way to the live one', aRelease(3, 2), aRollout(2, asked(4)), [3, 4]],
    ['from the first version on its way after a first release to that one', aRelease(1), aRollout(2, asked(2)), [1, 2]],
    ['to the same as a rollback that is under way', aRelease(3, 2), aRollout(2, asked(2, 'rollback')), [2, 3]],
    ['to the one before when the live version is only released again', aRelease(3, 2), aRollout(2, asked(3)), [2, 3]],
  ])('%s', (_words, record, rollout, expected) => {
    const found = rollbackTarget(record, rollout);

    expect(found && [found.target.packageVersion, found.takesBack]).toEqual(expected);
  });
});
