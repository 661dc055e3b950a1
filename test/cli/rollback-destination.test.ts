import { describe, expect, it } from '@jest/globals';
import type { ModelPackage } from '../../cli/adapters/registry.ts';
import { destination, type RollbackPorts } from '../../cli/rollback/destination.ts';
import type { ReleaseRecord } from '../../domain/rollout/release-record.ts';
import type { RolloutRecord } from '../../domain/rollout/turn-record.ts';
import { aRelease, aRollout, asked } from '../domain/rollout/releases.ts';
import { NOON } from './support/runs.ts';

const onItsWayTo = (packageVersion: number): RolloutRecord => aRollout(packageVersion, asked(packageVersion));
const aPackage = (version: number, approval: ModelPackage['approval']): ModelPackage => ({
  arn: `arn:${version}`,
  version,
  approval,
  reason: '',
  decidedBy: undefined,
  artifactSha256: undefined,
  modelDigest: undefined,
  image: undefined,
  createdAt: NOON,
  runId: 'aaaaaaaaaaaa-1',
});

/** Records that give what they are told to, one after the other, and the last one for good. */
function world(rollouts: RolloutRecord[], releases: ReleaseRecord[]): RollbackPorts {
  const next = <T>(list: T[]): T | undefined => (list.length > 1 ? list.shift() : list[0]);
  return {
    environment: 'local',
    records: { rollout: async () => next(rollouts), release: async () => next(releases) },
    registry: { packages: async () => [aPackage(3, 'Approved'), aPackage(2, 'Rejected')] },
  };
}

describe('where `rollback` leads', () => {
  it('is what was live before a version on its way, also when that one arrives in the very moment', async () => {
    const onItsWay = world([onItsWayTo(4)], [aRelease(3, 2)]);
    const arriving = world([onItsWayTo(4), aRollout(4)], [aRelease(3, 2), aRelease(4, 3)]);

    expect(await destination(onItsWay, 'reviews', undefined)).toMatchObject({ packageVersion: 3, takesBack: 4 });
    expect(await destination(arriving, 'reviews', undefined)).toMatchObject({ packageVersion: 3, takesBack: 4 });
  });

  it('is the version that a person names, when it is approved', async () => {
    const ports = world([aRollout(4)], [aRelease(4, 3)]);

    expect(await destination(ports, 'reviews', 3)).toEqual({
      packageArn: 'arn:3',
      packageVersion: 3,
      runId: 'aaaaaaaaaaaa-1',
    });
    await expect(destination(ports, 'reviews', 2)).rejects.toMatchObject({
      code: 'ROLLBACK_UNAVAILABLE',
      details: { why: 'The registry says Rejected.' },
    });
    await expect(destination(ports, 'reviews', 9)).rejects.toMatchObject({ code: 'ROLLBACK_UNAVAILABLE' });
  });
});
