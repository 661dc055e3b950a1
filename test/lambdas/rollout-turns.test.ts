import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RolloutInput } from '../../domain/rollout/messages.ts';
import { STEP_SECONDS } from '../../domain/rollout/turn.ts';
import { recordRelease } from '../../lambdas/rollout/record-release.ts';
import { advance } from '../../lambdas/rollout/rollout.ts';
import { type Mishap, Rollouts } from './memory/rollouts.ts';

const PACKAGES = 4;
const TROUBLE = ['dies-before', 'dies-after', 'fails-before', 'fails-after'] as const;

/** The version whose configuration the endpoint serves. */
const liveVersion = (rollouts: Rollouts): number | undefined =>
  [1, 2, 3, 4].find((version) => rollouts.configOf(version) === rollouts.runtime.liveConfig);

const recordedVersion = async ({ world }: Rollouts): Promise<number | undefined> =>
  (await world.records.release.read())?.live.packageVersion;

/** True when each execution's changes lie together: nobody acts again after another one did. */
const isOneAtATime = (changes: readonly string[]): boolean => {
  const turns = changes.filter((execution, at) => execution !== changes[at - 1]);
  return new Set(turns).size === turns.length;
};

const mishaps = (kinds: readonly Mishap['kind'][]) =>
  fc.array(fc.record({ call: fc.integer({ min: 1, max: 120 }), kind: fc.constantFrom(...kinds) }), { maxLength: 6 });

const asked = fc.array(
  fc.oneof(
    fc.record({ reason: fc.constant('promoted' as const), version: fc.integer({ min: 2, max: PACKAGES }) }),
    fc.record({ reason: fc.constant('rollback' as const), version: fc.integer({ min: 1, max: PACKAGES }) }),
  ),
  { minLength: 2, maxLength: 4 },
);

describe('row 20: rollouts and rollbacks of one workload at once', () => {
  it('row 20: act one at a time, end, and leave live what the record says, whatever dies at whatever step', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        asked,
        mishaps([...TROUBLE, 'stopped']),
        fc.subarray([2, 3, 4]),
        async (scheduler, wanted, befalling, broken) => {
          const rollouts = await Rollouts.with(
            PACKAGES,
            (call) => scheduler.schedule(Promise.resolve()).then(call),
            befalling,
          );
          for (const version of broken) rollouts.runtime.brokenConfigs.add(rollouts.configOf(version));
          const inputs = wanted.map(
            ({ reason, version }): RolloutInput => ({ ...rollouts.promotion(version), reason }),
          );

          await scheduler.waitFor(Promise.all(inputs.map((input, index) => rollouts.run(input, `r${index}`))));

          expect(isOneAtATime(rollouts.changes)).toBe(true);
          const isSettled = [...rollouts.ends.values()].every((how) => how !== 'ABORTED' && how !== 'AWS_FAILED');
          if (isSettled) {
            expect(await recordedVersion(rollouts)).toBe(liveVersion(rollouts));
          }
          // Whoever comes next finds the way: the good version that it brings is live and recorded.
          rollouts.calm();
          const last = rollouts.rollback(1, (await recordedVersion(rollouts)) ?? 1);
          expect(await scheduler.waitFor(rollouts.run(last, 'last'))).toBe('SUCCEEDED');
          expect([liveVersion(rollouts), await recordedVersion(rollouts)]).toEqual([1, 1]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('row 20: a rollback that is asked for while a version rolls out ends with what was live before it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        mishaps(TROUBLE),
        fc.boolean(),
        fc.integer({ min: 0, max: 2 }),
        async (scheduler, befalling, isBroken, waiting) => {
          const rollouts = await Rollouts.with(
            PACKAGES,
            (call) => scheduler.schedule(Promise.resolve()).then(call),
            befalling,
          );
          if (isBroken) rollouts.runtime.brokenConfigs.add(rollouts.configOf(2));
          const first = rollouts.run(rollouts.promotion(2), 'promotion');
          const others = [3, 4]
            .slice(0, waiting)
            .map((version) => rollouts.run(rollouts.promotion(version), `later ${version}`));
          // Asked for once all of them have said that they want their turn.
          const back = (async () => {
            const count = 1 + others.length;
            for (;;) {
              const record = await scheduler
                .schedule(Promise.resolve())
                .then(() => rollouts.world.records.rollout.read());
              const known = (record?.holder ? 1 : 0) + (record?.waiting.length ?? 0) + (record?.ended.length ?? 0) - 1;
              if (known >= count) return rollouts.run(rollouts.rollback(1, 2), 'rollback');
            }
          })();

          await scheduler.waitFor(Promise.all([first, ...others, back]));

          // Only a version that went live between the request and its ticket is a reason to ask the person again.
          const how = rollouts.ends.get('rollback');
          if (others.length === 0) expect(how).toBe('SUCCEEDED');
          if (how === 'SUCCEEDED') expect([liveVersion(rollouts), await recordedVersion(rollouts)]).toEqual([1, 1]);
          else expect(how).toBe('ROLLOUT_SUPERSEDED');
          expect(await recordedVersion(rollouts)).toBe(liveVersion(rollouts));
          expect(isOneAtATime(rollouts.changes)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a rollout whose execution is gone', () => {
  it('lets nobody act while a step of it may still be under way, and loses its turn then', async () => {
    const rollouts = await Rollouts.with(2);
    const { world, runtime } = rollouts;
    const ports = { ...world, now: world.now, runtime, artifacts: world.modelArtifacts };
    const started = (arn: string) => ({ execution: { arn, startedAt: world.now().toISOString() } });
    world.statuses.set('gone', 'RUNNING');
    const half = await advance({ ...rollouts.promotion(2), ...started('gone') }, ports);
    world.statuses.set('gone', 'ABORTED');
    const next = { ...rollouts.rollback(1, 2), ...started('next') };

    const early = await advance(next, ports);
    world.clock += (STEP_SECONDS + 1) * 1000;
    await advance(next, ports);

    expect(early).toMatchObject({ done: false, note: 'waits for the rollout of version 2' });
    expect((await world.records.rollout.read())?.holder?.execution).toBe('next');
    await expect(advance(half, ports)).rejects.toMatchObject({ code: 'LEASE_LOST' });
  });

  it('may not record a release after a later turn did', async () => {
    const rollouts = await Rollouts.with(2);
    const { world, runtime } = rollouts;
    const ports = { ...world, now: world.now, runtime, artifacts: world.modelArtifacts };
    const execution = { arn: 'stale', startedAt: world.now().toISOString() };
    const { progress } = await advance({ ...rollouts.promotion(2), execution }, ports);
    await world.records.release.change((release) => release && { ...release, fencingToken: 99 });

    if (progress === undefined) throw new Error('it has no turn');
    const recording = recordRelease({ ...rollouts.promotion(2), execution }, progress, ports);

    await expect(recording).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect((await world.records.release.read())?.live.packageVersion).toBe(1);
  });

  it('gives up after a time when its turn never comes', async () => {
    const rollouts = await Rollouts.with(3);
    const { world, runtime } = rollouts;
    const ports = { ...world, now: world.now, runtime, artifacts: world.modelArtifacts };
    const started = (arn: string) => ({ execution: { arn, startedAt: world.now().toISOString() } });
    world.statuses.set('slow', 'RUNNING');
    await advance({ ...rollouts.promotion(2), ...started('slow') }, ports);
    const next = { ...rollouts.promotion(3), ...started('next') };
    await advance(next, ports);

    world.clock += 3_001_000;

    await expect(advance(next, ports)).rejects.toMatchObject({
      code: 'ROLLOUT_FAILED',
      message: expect.stringContaining('the rollout of version 2 did not end in time'),
    });
  });
});

describe('an artifact behind an approved package', () => {
  it.each([
    [{ kind: 'hashed', sha256: 'f'.repeat(64) }, 'is not the artifact that is registered'],
    [{ kind: 'gone' }, 'is gone'],
  ] as const)('is not released when it is %j', async (found, words) => {
    const rollouts = await Rollouts.with(2);
    rollouts.world.changedArtifacts.set('s3://artifacts/2/model.tar.gz', found);

    expect(await rollouts.run(rollouts.promotion(2), 'changed')).toBe('ARTIFACT_INVALID');

    expect((await rollouts.world.records.rollout.read())?.ended.at(-1)?.error?.message).toContain(words);
    expect(rollouts.changes).toEqual([]);
    expect(liveVersion(rollouts)).toBe(1);
  });

  it('is not released when it is another one than a person approved', async () => {
    const rollouts = await Rollouts.with(2);
    const { world } = rollouts;
    const { packageArn, runId } = rollouts.promotion(2);
    await world.records.approval(2).change(() => ({
      workload: 'reviews',
      record: 'approval#2',
      packageArn,
      packageVersion: 2,
      runId,
      fencingToken: 1,
      taskToken: 't',
      requestedAt: world.now().toISOString(),
      artifactSha256: 'e'.repeat(64),
      decision: 'approved' as const,
    }));

    expect(await rollouts.run(rollouts.promotion(2), 'changed')).toBe('ARTIFACT_INVALID');
    expect(rollouts.changes).toEqual([]);
  });
});

describe('an endpoint that others change too', () => {
  it('is brought to what was asked for after it has settled', async () => {
    const rollouts = await Rollouts.with(3);
    rollouts.runtime.endpoint = { status: 'Updating', config: rollouts.configOf(1), wanted: 'by-hand' };

    expect(await rollouts.run(rollouts.promotion(2), 'r')).toBe('SUCCEEDED');
    expect([liveVersion(rollouts), await recordedVersion(rollouts)]).toEqual([2, 2]);
  });

  it('is not mistaken for the requested one when a model of that name is another one', async () => {
    const rollouts = await Rollouts.with(2);
    const { runtime } = rollouts;
    await rollouts.run(rollouts.promotion(2), 'r');
    await rollouts.run(rollouts.rollback(1, 2), 'back');
    for (const [name, model] of runtime.models) {
      if (name.includes('-v2-')) runtime.models.set(name, { ...model, image: 'another' });
    }

    expect(await rollouts.run(rollouts.promotion(2), 'again')).toBe('ROLLOUT_FAILED');
    expect((await rollouts.world.records.rollout.read())?.ended.at(-1)?.error?.message).toMatch(
      /model ty-test-reviews-v2-.* is another one \(image another instead of registry\/inference:bbb\): delete it/,
    );
    expect(liveVersion(rollouts)).toBe(1);
  });
});
