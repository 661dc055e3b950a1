import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { ListModelPackagesCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from '@jest/globals';
import { modelPackageGroupName } from '../../../domain/names.ts';
import { Marks } from '../kills/marks.ts';
import { inPhase, PHASES, type Phase } from '../kills/phases.ts';
import { kill, modelServers, VICTIMS, type Victim } from '../kills/victims.ts';
import { freshReviews } from '../world/files.ts';
import { liveModel } from '../world/live-model.ts';
import { until } from '../world/until.ts';
import { WORKLOAD, type World } from '../world/world.ts';

const MOST_LOST_SECONDS = 5;

/** Each victim and each phase at least once; all of them together with TRAINYARD_TEST_KILLS=all. */
const SAMPLE: readonly (readonly [Victim, Phase])[] = [
  ['a job', 'prepare'],
  ['the plane', 'train'],
  ['the emulator', 'rollout'],
  ['the supervisor', 'prepare'],
  ['everything', 'train'],
];
const ALL = VICTIMS.flatMap((victim) => PHASES.map((phase): readonly [Victim, Phase] => [victim, phase]));
export const KILLS = process.env.TRAINYARD_TEST_KILLS === 'all' ? ALL : SAMPLE;

/** How a run ends that was cut off. */
const CUT_OFF: Record<Victim, RegExp> = {
  'a job': /^(JOB_FAILED|ALL_CANDIDATES_FAILED|ROLLOUT_FAILED)$/,
  'the plane': /^(RUNTIME_RESTARTED|ROLLOUT_FAILED)$/,
  'the emulator': /^RUNTIME_RESTARTED$/,
  'the supervisor': /^RUNTIME_RESTARTED$/,
  everything: /^RUNTIME_RESTARTED$/,
};

export function killMatrix(world: World): void {
  describe(`kill -9, ${KILLS.length} of ${ALL.length} (TRAINYARD_TEST_KILLS=all for each)`, () => {
    it.each(KILLS.map(([victim, phase], part) => [victim, phase, part] as const))(
      'section 7: %s killed in %s: everything is back, and the run comes to its end',
      async (victim, phase, part) => {
        const before = await whatThereIs(world);
        const spared = modelServers(world);
        const { restarts } = await world.readRuntime();
        const marks = new Marks(world);
        const { uploadId } = await world.store(world.files.reviews(`kill-${part}.csv`, freshReviews(part + 9, 40)));
        await inPhase(world, uploadId, phase);

        await kill(world, victim, phase, spared);

        const killedAt = Date.now();
        await marks.stop();
        if (victim !== 'a job') await backAgain(world, victim, restarts.length);
        expect(await marks.lostBefore(killedAt)).toBeLessThanOrEqual(MOST_LOST_SECONDS);
        const after = await until('the live model', () => whatThereIs(world).catch(() => undefined));
        expect(after.stacks).toEqual(before.stacks);
        expect(after.packages).toEqual(expect.arrayContaining(before.packages));
        // An update that was cut off goes on, while the old configuration serves.
        expect(phase === 'rollout' ? ['InService', 'Updating'] : ['InService']).toContain(after.endpoint);
        await completes(world, uploadId, CUT_OFF[victim]);
      },
    );
  });
}

/** The run, however it was cut off, and `--resume` where it ended. */
async function completes(world: World, uploadId: string, cutOff: RegExp): Promise<void> {
  const { runId } = await until('the run of the upload', async () =>
    (await world.records.runs(WORKLOAD)).find(({ uploadIds }) => uploadIds.includes(uploadId)),
  );
  const ended = await world.watch(runId);
  if (ended.outcome === 'failed') {
    expect(ended.error?.code).toMatch(cutOff);
    expect(await world.resume(runId)).toMatchObject({ runId, outcome: 'deployed', exitCode: 0 });
  } else {
    // The kill came when nothing was left to cut off, or the run went on with what was left.
    expect(ended.outcome).toBe('deployed');
  }
  expect(await world.status()).toMatchObject({ live: { runId }, consistent: true, activeRuns: [], pendingUploads: [] });
  await liveModel(world);
}

/** The supervisor starts its children again by itself, three times a minute at most; without it, a person does. */
async function backAgain(world: World, victim: Victim, restartsBefore: number): Promise<void> {
  if (victim === 'the supervisor' || victim === 'everything') {
    expect((await world.trainyard('local', 'up')).exitCode).toBe(0);
    return;
  }
  const { state } = await until('the restart', async () => {
    const now = await world.readRuntime();
    return now.state === 'failed' || (now.state === 'running' && now.restarts.length > restartsBefore)
      ? now
      : undefined;
  });
  if (state === 'failed') expect((await world.trainyard('local', 'up')).exitCode).toBe(0);
}

async function whatThereIs(world: World) {
  const { Stacks = [] } = await world.root.cloudFormation.send(new DescribeStacksCommand({}));
  const { ModelPackageSummaryList = [] } = await world.root.sageMaker.send(
    new ListModelPackagesCommand({ ModelPackageGroupName: modelPackageGroupName('local', WORKLOAD), MaxResults: 100 }),
  );
  const { live, endpoint, answer } = await liveModel(world);
  return {
    stacks: Stacks.map(({ StackName, StackStatus }) => `${StackName} ${StackStatus}`).sort(),
    packages: ModelPackageSummaryList.map(
      ({ ModelPackageArn, ModelApprovalStatus }) => `${ModelPackageArn} ${ModelApprovalStatus}`,
    ),
    live: live?.runId,
    endpoint: endpoint?.status,
    labels: answer.predictions.length,
  };
}
