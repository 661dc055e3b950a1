import { ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import { freshReviews } from '../world/files.ts';
import { liveModel } from '../world/live-model.ts';
import { killTraining, trainersOf } from '../world/training.ts';
import { until } from '../world/until.ts';
import { WORKLOAD, type World } from '../world/world.ts';

export function brokenRuns(world: World): void {
  const holder = async () => (await world.records.lease(WORKLOAD))?.holder;

  describe('a run that is broken from outside', () => {
    it('goes on with the other candidate when the training of one is killed', async () => {
      const following = world.upload(world.files.reviews('one-killed.csv', freshReviews(23, 40)));
      await killTraining(world, 'bigram');

      const run = await following;

      expect(run).toMatchObject({ outcome: 'deployed', exitCode: 0 });
      expect(run.candidates).toEqual([
        { name: 'unigram', family: 'linear', metrics: expect.anything() },
        { name: 'bigram', family: 'linear', metrics: null, reason: expect.stringMatching(/137|kill/i) },
      ]);
      expect((await liveModel(world)).live?.runId).toBe(run.runId);
    });

    it('fails with ALL_CANDIDATES_FAILED when every training is killed, and the live model stays', async () => {
      const before = await liveModel(world);
      const following = world.upload(world.files.reviews('all-killed.csv', freshReviews(24, 40)));
      await Promise.all([killTraining(world, 'unigram'), killTraining(world, 'bigram')]);

      const run = await following;

      expect(run).toMatchObject({ outcome: 'failed', exitCode: 5, error: { code: 'ALL_CANDIDATES_FAILED' } });
      await world.news.saying(run.runId, 'failed with ALL_CANDIDATES_FAILED');
      expect(await liveModel(world)).toEqual(before);
      expect(await until('a free lease', async () => ((await holder()) === undefined ? true : undefined))).toBe(true);
      expect((await world.status()).pendingUploads).toHaveLength(1);
    });

    it('row 17: fails with RUN_ABORTED when its execution is stopped, frees the lease and leaves no orphan', async () => {
      const before = await liveModel(world);
      const { runId, executionArn } = await world.start();
      await until('its training', () => (trainersOf(world, 'unigram').length > 0 ? true : undefined));

      await world.root.stepFunctions.send(new StopExecutionCommand({ executionArn, cause: 'somebody stopped it' }));

      expect(await world.watch(runId)).toMatchObject({ outcome: 'failed', error: { code: 'RUN_ABORTED' } });
      await world.news.saying(runId, 'failed with RUN_ABORTED');
      expect(new Set(await endsOfTrainings(world, runId))).toEqual(new Set(['Stopped']));
      expect(await until('a free lease', async () => ((await holder()) === undefined ? true : undefined))).toBe(true);
      expect(await liveModel(world)).toEqual(before);
    });

    it('fails with RUN_CANCELLED when a person cancels it, who hears so when they do it again', async () => {
      const before = await liveModel(world);
      const { runId } = await world.start();
      await until('its training', () => (trainersOf(world, 'unigram').length > 0 ? true : undefined));

      const cancelled = await world.trainyard('cancel', runId, '--reason', 'the wrong file');
      const again = await world.trainyard('cancel', runId);

      expect(cancelled).toMatchObject({
        exitCode: 0,
        json: {
          cancelled: true,
          outcome: 'failed',
          error: { code: 'RUN_CANCELLED', why: expect.stringMatching(/^cancelled by arn:.*: the wrong file$/) },
        },
      });
      expect(again).toMatchObject({ exitCode: 2, json: { error: { code: 'RUN_NOT_CANCELLABLE' } } });
      expect(new Set(await endsOfTrainings(world, runId))).toEqual(new Set(['Stopped']));
      expect(await until('a free lease', async () => ((await holder()) === undefined ? true : undefined))).toBe(true);
      expect((await world.status()).pendingUploads).toHaveLength(1);
      expect(await liveModel(world)).toEqual(before);
    });
  });
}

/** What a run's training jobs came to, once none goes on. */
const endsOfTrainings = (world: World, runId: string) =>
  until('the end of its jobs', async () => {
    const { TrainingJobSummaries = [] } = await world.root.sageMaker.send(
      new ListTrainingJobsCommand({ NameContains: runId }),
    );
    const statuses = TrainingJobSummaries.map(({ TrainingJobStatus }) => TrainingJobStatus);
    return statuses.some((status) => status === 'InProgress' || status === 'Stopping') ? undefined : statuses;
  });
