import type { Released, ReleaseRecord } from '../../../domain/rollout/release-record.ts';
import type { AskedRollout, RolloutRecord } from '../../../domain/rollout/turn-record.ts';
import { NOON } from '../../cli/support/runs.ts';

/** Name of the endpoint configuration of a version. */
export const configOf = (packageVersion: number): string => `ty-local-reviews-v${packageVersion}-0123abcd`;

/** A version that is or was live, of a run of its own. */
export const released = (packageVersion: number, facts: Partial<Released> = {}): Released => ({
  packageArn: `arn:${packageVersion}`,
  packageVersion,
  runId: `aaaaaaaaaaaa-${packageVersion}`,
  endpointConfigName: configOf(packageVersion),
  modelName: `model-${packageVersion}`,
  releasedAt: NOON,
  reason: '',
  ...facts,
});

export const aRelease = (live: number, previous?: number): ReleaseRecord => ({
  workload: 'reviews',
  record: 'release',
  fencingToken: live,
  live: released(live),
  ...(previous === undefined ? {} : { previous: released(previous) }),
});

/** Somebody asks for a version to go live. */
export const asked = (packageVersion: number, reason: AskedRollout['reason'] = 'promoted'): AskedRollout => ({
  execution: `e${packageVersion}`,
  packageVersion,
  runId: `aaaaaaaaaaaa-${packageVersion}`,
  reason,
  by: 'retrain',
  askedAt: NOON,
});

/** The turns of a workload's rollouts, with the one that acts, if any. */
export const aRollout = (fencingToken: number, acting?: AskedRollout): RolloutRecord => ({
  workload: 'reviews',
  record: 'rollout',
  fencingToken,
  ...(acting === undefined ? {} : { holder: { ...acting, since: NOON, heartbeatAt: NOON } }),
  waiting: [],
  ended: [],
});
