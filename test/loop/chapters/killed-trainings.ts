import { ListModelPackagesCommand, ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { describe, expect, it } from '@jest/globals';
import { modelPackageGroupName } from '../../../domain/names.ts';
import { freshReviews } from '../world/files.ts';
import { liveModel } from '../world/live-model.ts';
import { killTraining } from '../world/training.ts';
import { until } from '../world/until.ts';
import { WORKLOAD, type World } from '../world/world.ts';

const SEED = Number(process.env.TRAINYARD_TEST_SEED ?? 14);
const RUNS = process.env.TRAINYARD_TEST_KILLS === 'all' ? 12 : 1;
/** About as long as a training of this size takes on a machine that does much else. */
const LONGEST_MS = 2_500;

/** Numbers from 0 to 1 that a seed gives: mulberry32. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

export function killedTrainings(world: World): void {
  describe(`trainings killed at moments of seed ${SEED}, ${RUNS} of 12 (TRAINYARD_TEST_KILLS=all for each)`, () => {
    const random = numbers(SEED);
    const moments = Array.from({ length: RUNS }, (_, run) => ({
      run,
      unigramMs: Math.round(random.next().value * LONGEST_MS),
      // Every second run loses both candidates, the others one.
      bigramMs: run % 2 === 1 ? undefined : Math.round(random.next().value * LONGEST_MS),
    }));

    it.each(moments)(
      'row 14: after $unigramMs and $bigramMs ms the run goes on or fails typed, and ends with one model',
      async ({ run, unigramMs, bigramMs }) => {
        const before = await packages(world);
        const following = world.upload(world.files.reviews(`killed-${run}.csv`, freshReviews(45 - run, 40)));
        await Promise.all([
          killTraining(world, 'unigram', unigramMs),
          ...(bigramMs === undefined ? [] : [killTraining(world, 'bigram', bigramMs)]),
        ]);

        const ended = await following;

        const { runId } = ended;
        if (ended.outcome === 'failed') {
          expect(ended.error?.code).toBe('ALL_CANDIDATES_FAILED');
          expect(await world.resume(runId)).toMatchObject({ runId, outcome: 'deployed', exitCode: 0 });
        } else {
          expect(ended).toMatchObject({ outcome: 'deployed', exitCode: 0 });
        }
        expect((await packages(world)).length).toBe(before.length + 1);
        expect(await unendedJobs(world, runId)).toEqual([]);
        const live = await until('the live model', () => liveModel(world).catch(() => undefined));
        expect(live).toMatchObject({ live: { runId }, consistent: true });
      },
    );
  });
}

async function packages(world: World): Promise<string[]> {
  const { ModelPackageSummaryList = [] } = await world.root.sageMaker.send(
    new ListModelPackagesCommand({ ModelPackageGroupName: modelPackageGroupName('local', WORKLOAD), MaxResults: 100 }),
  );
  return ModelPackageSummaryList.map(({ ModelPackageArn }) => ModelPackageArn ?? '');
}

async function unendedJobs(world: World, runId: string): Promise<unknown[]> {
  const { TrainingJobSummaries = [] } = await world.root.sageMaker.send(
    new ListTrainingJobsCommand({ NameContains: runId }),
  );
  return TrainingJobSummaries.filter(({ TrainingJobStatus = '' }) => /InProgress|Stopping/.test(TrainingJobStatus));
}
