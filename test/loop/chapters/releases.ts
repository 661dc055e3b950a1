import { DescribeEndpointCommand } from '@aws-sdk/client-sagemaker';
import { DescribeExecutionCommand, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { endpointName } from '../../../domain/names.ts';
import { recordKey } from '../../../domain/records/keys.ts';
import { liveModel } from '../world/live-model.ts';
import { underLoad } from '../world/load.ts';
import { registerLike } from '../world/packages.ts';
import { until } from '../world/until.ts';
import { WORKLOAD, type World } from '../world/world.ts';

type Release = NonNullable<Awaited<ReturnType<World['records']['release']>>>;

export function releases(world: World): void {
  /** A release of a package as the retrain state machine asks for it. */
  const promote = async (packageArn: string, packageVersion: number, runId: string): Promise<string> => {
    const { executionArn = '' } = await world.root.stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn: world.platform.rolloutStateMachineArn,
        input: JSON.stringify({
          workload: WORKLOAD,
          runId,
          packageArn,
          packageVersion,
          reason: 'promoted',
          by: 'retrain',
        }),
      }),
    );
    return executionArn;
  };
  const isUpdating = async (): Promise<true | undefined> => {
    const { EndpointStatus } = await world.root.sageMaker.send(
      new DescribeEndpointCommand({ EndpointName: endpointName('local', WORKLOAD) }),
    );
    return EndpointStatus === 'Updating' ? true : undefined;
  };
  const ended = (executionArn: string): Promise<string> =>
    until(`the end of ${executionArn}`, async () => {
      const { status } = await world.root.stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      return status === 'RUNNING' ? undefined : status;
    });
  const rollBack = (...args: string[]) => world.trainyard('rollback', WORKLOAD, ...args, '--timeout', '150');

  describe('releases that go wrong', () => {
    let release: Release;

    beforeAll(async () => {
      const found = await world.records.release(WORKLOAD);
      if (found?.previous === undefined) throw new Error('there is no release to go back to');
      release = found;
    });

    it('row 19: an update that fails its health check leaves the old configuration live, loses no prediction, and says so', async () => {
      const before = await liveModel(world);
      const broken = await registerLike(world, release.live.packageArn, { modelDigest: 'f'.repeat(64) });

      const { value, load } = await underLoad(world, () => rollBack('--to', String(broken.packageVersion)));

      expect(value).toMatchObject({ exitCode: 5, json: { error: { code: 'ROLLOUT_FAILED' } } });
      expect(JSON.stringify(value.json)).toContain(`${release.live.endpointConfigName} is still live`);
      expect(load.failures).toEqual([]);
      expect(load.answered).toBeGreaterThan(50);
      const after = await liveModel(world);
      expect(after.answer).toEqual(before.answer);
      expect(await world.records.release(WORKLOAD)).toEqual(release);
      expect((await world.status()).mismatches).toEqual([]);
    });

    it('an artifact that is not the registered one is refused before anything changes', async () => {
      const before = await liveModel(world);
      const changed = await registerLike(world, release.live.packageArn, { artifactSha256: 'f'.repeat(64) });

      const end = await rollBack('--to', String(changed.packageVersion));

      expect(end).toMatchObject({ exitCode: 5, json: { error: { code: 'ARTIFACT_INVALID' } } });
      expect(await liveModel(world)).toEqual(before);
    });

    it('row 20: a rollback during a rollout waits for its turn and ends with what was live before the rollout', async () => {
      const { packageArn, packageVersion, runId } = release.previous ?? release.live;
      const promotion = await promote(packageArn, packageVersion, runId);
      await until('the update of the endpoint', isUpdating);

      const { value, load } = await underLoad(world, () => rollBack());

      expect(value.exitCode).toBe(0);
      expect(await ended(promotion)).toBe('SUCCEEDED');
      const { live, mismatches, rollouts } = await world.status();
      expect(live).toMatchObject({ packageVersion: release.live.packageVersion });
      expect({ mismatches, rollouts, failures: load.failures }).toEqual({ mismatches: [], rollouts: [], failures: [] });
      expect((await liveModel(world)).answer.model.package).toBe(String(release.live.packageVersion));
    });

    it('row 21: a rollout that stops between endpoint and record shows as a contradiction, and the command that it names ends it', async () => {
      const { packageArn, packageVersion, runId } = release.previous ?? release.live;
      const promotion = await promote(packageArn, packageVersion, runId);
      await until('the update of the endpoint', isUpdating);
      await world.root.stepFunctions.send(new StopExecutionCommand({ executionArn: promotion }));
      await until('the end of the update', async () => ((await isUpdating()) ? undefined : true));

      const checked = await world.trainyard('status', '--check');
      const { mismatches, consistent } = await world.status();

      expect({ exitCode: checked.exitCode, consistent }).toEqual({ exitCode: 4, consistent: false });
      expect(mismatches.map(({ what }) => what)).toEqual([
        `the rollout of package ${packageVersion} stopped before its end: its execution is gone`,
        expect.stringContaining(`but the release record says package ${release.live.packageVersion}`),
      ]);
      // As if the time had passed that a step of the stopped execution might still take.
      await world.root.documents.send(
        new UpdateCommand({
          TableName: world.platform.recordsTable,
          Key: { workload: WORKLOAD, record: recordKey.rollout },
          UpdateExpression: 'SET holder.heartbeatAt = :long_ago ADD revision :one',
          ExpressionAttributeValues: { ':long_ago': '2026-01-01T00:00:00.000Z', ':one': 1 },
        }),
      );
      const mend = mismatches[1]?.next.split(' ').slice(2) ?? [];
      expect(mend).toEqual(['rollback', WORKLOAD, '--to', String(release.live.packageVersion)]);
      const { exitCode } = await world.trainyard(...mend, '--timeout', '150');

      expect(exitCode).toBe(0);
      expect(await world.status()).toMatchObject({
        live: { packageVersion: release.live.packageVersion },
        consistent: true,
        mismatches: [],
        rollouts: [],
      });
      expect((await liveModel(world)).answer.model.package).toBe(String(release.live.packageVersion));
    });
  });
}
