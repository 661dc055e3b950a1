import { join } from 'node:path';
import {
  CreateHyperParameterTuningJobCommand,
  type CreateHyperParameterTuningJobCommandInput,
  DescribeHyperParameterTuningJobCommand,
  DescribeTrainingJobCommand,
  ListHyperParameterTuningJobsCommand,
  ListTrainingJobsForHyperParameterTuningJobCommand,
  type ListTrainingJobsForHyperParameterTuningJobCommandInput,
  StopHyperParameterTuningJobCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PlaneUnderTest, until } from '../plane-under-test.ts';
import { definition, OBJECTIVE, severalDefinitions, tuningJob, X } from './tuning-requests.ts';

// Each trial is a process of its own: on a busy machine they take their time.
jest.setTimeout(150_000);

let plane: PlaneUnderTest;
beforeAll(async () => {
  plane = await PlaneUnderTest.start({ PLANE_CONCURRENT_JOBS: '4' });
  plane.cloud.objects.set('lake/train/part-0.parquet', Buffer.from('rows'));
});
afterAll(() => plane.dispose());

const create = (input: CreateHyperParameterTuningJobCommandInput) =>
  plane.sagemaker.send(new CreateHyperParameterTuningJobCommand(input));
const describeJob = (name: string) =>
  plane.sagemaker.send(new DescribeHyperParameterTuningJobCommand({ HyperParameterTuningJobName: name }));
const trialsOf = async (name: string, more: Partial<ListTrainingJobsForHyperParameterTuningJobCommandInput> = {}) => {
  const input = { HyperParameterTuningJobName: name, MaxResults: 100, ...more };
  const answer = await plane.sagemaker.send(new ListTrainingJobsForHyperParameterTuningJobCommand(input));
  return answer.TrainingJobSummaries ?? [];
};
const ended = (name: string) =>
  until(
    () => describeJob(name),
    (job) => ['Completed', 'Failed', 'Stopped'].includes(job.HyperParameterTuningJobStatus ?? ''),
    120_000,
  );
const scoreOf = (trial?: {
  FinalHyperParameterTuningJobObjectiveMetric?: { Value?: number | undefined } | undefined;
}) => trial?.FinalHyperParameterTuningJobObjectiveMetric?.Value ?? Number.NaN;

describe('a tuning job', () => {
  it('runs its trials as training jobs, and knows the best one', async () => {
    await create(tuningJob('first'));
    const job = await ended('first');
    const trials = await trialsOf('first');

    expect(job).toMatchObject({
      HyperParameterTuningJobStatus: 'Completed',
      TrainingJobStatusCounters: { Completed: 4, InProgress: 0, NonRetryableError: 0, RetryableError: 0, Stopped: 0 },
      ObjectiveStatusCounters: { Succeeded: 4, Pending: 0, Failed: 0 },
    });
    expect(trials).toHaveLength(4);
    for (const [at, trial] of trials.entries()) {
      expect(trial.TrainingJobName).toMatch(new RegExp(`^first-00${at + 1}-[0-9a-f]{8}$`));
    }
    const x = (trial: (typeof trials)[number]) => Number(trial.TunedHyperParameters?.x);
    for (const trial of trials) expect(scoreOf(trial)).toBeCloseTo(1 - (x(trial) - 0.3) ** 2, 5);
    expect(scoreOf(job.BestTrainingJob)).toBe(Math.max(...trials.map(scoreOf)));
    const best = await plane.sagemaker.send(
      new DescribeTrainingJobCommand({ TrainingJobName: job.BestTrainingJob?.TrainingJobName }),
    );
    expect(best).toMatchObject({
      TuningJobArn: job.HyperParameterTuningJobArn,
      HyperParameters: {
        seed: '7',
        x: job.BestTrainingJob?.TunedHyperParameters?.x,
        _tuning_objective_metric: 'score',
      },
    });
    expect(plane.cloud.objects.has(best.ModelArtifacts?.S3ModelArtifacts?.slice('s3://'.length) ?? '')).toBe(true);
  });

  it('tells EventBridge of its beginning and its end in the shape of the service', async () => {
    await plane.running.eventsSent();
    const events = plane.cloud.events.filter((event) =>
      event.resources[0]?.endsWith('hyper-parameter-tuning-job/first'),
    );

    expect(new Set(events.map((event) => event.detailType))).toEqual(
      new Set(['SageMaker HyperParameter Tuning Job State Change']),
    );
    const details = events.map((event) => JSON.parse(event.detail));
    expect(details.map((detail) => detail.HyperParameterTuningJobStatus)).toEqual(['InProgress', 'Completed']);
    expect(details.at(-1).CreationTime).toBeGreaterThan(1_600_000_000_000);
  });

  it('proposes the same again with the same seed', async () => {
    await create(tuningJob('again'));
    await ended('again');

    const values = async (name: string) => (await trialsOf(name)).map((trial) => trial.TunedHyperParameters);
    expect(await values('again')).toEqual(await values('first'));
  });

  it('lists trials by name, or by objective without those that have none', async () => {
    await create(
      tuningJob('kinds', {
        Strategy: 'Grid',
        ParameterRanges: { CategoricalParameterRanges: [{ Name: 'kind', Values: ['good', 'broken', 'bad'] }] },
        ResourceLimits: { MaxParallelTrainingJobs: 3 },
      }),
    );
    const job = await ended('kinds');
    const byName = await trialsOf('kinds');
    const byObjective = await trialsOf('kinds', { SortBy: 'FinalObjectiveMetricValue', SortOrder: 'Descending' });
    const failed = await trialsOf('kinds', { StatusEquals: 'Failed' });

    expect(job).toMatchObject({
      HyperParameterTuningJobStatus: 'Completed',
      TrainingJobStatusCounters: { Completed: 2, NonRetryableError: 1 },
      ObjectiveStatusCounters: { Succeeded: 2, Failed: 1 },
    });
    expect(byName.map((trial) => trial.TunedHyperParameters?.kind)).toEqual(['good', 'broken', 'bad']);
    expect(byObjective.map((trial) => trial.TunedHyperParameters?.kind)).toEqual(['good', 'bad']);
    expect(failed).toMatchObject([
      { FailureReason: 'AlgorithmError: no such kind, exit code: 4', ObjectiveStatus: 'Failed' },
    ]);
  });

  it('searches several definitions side by side, and compares them by their objective', async () => {
    const ranges = { ContinuousParameterRanges: [X] };
    const named = (DefinitionName: string, kind: string) =>
      definition({
        DefinitionName,
        TuningObjective: OBJECTIVE,
        HyperParameterRanges: ranges,
        StaticHyperParameters: { kind },
      });
    await create(
      tuningJob(
        'several',
        { HyperParameterTuningJobObjective: undefined, ParameterRanges: undefined },
        severalDefinitions([named('one', 'bad'), named('two', 'good')]),
      ),
    );
    const job = await ended('several');
    const names = (await trialsOf('several')).map((trial) => trial.TrainingJobDefinitionName);

    expect(names.toSorted()).toEqual(['one', 'one', 'two', 'two']);
    expect(job.BestTrainingJob?.TrainingJobDefinitionName).toBe('two');
  });

  it('runs no more trials at once than it may, and stops them all when it is stopped', async () => {
    const RELEASE = join(plane.directory, 'never');
    await create(
      tuningJob('stopped', {}, { TrainingJobDefinition: definition({ Environment: { MODE: 'tune', RELEASE } }) }),
    );
    await until(
      () => trialsOf('stopped'),
      (trials) => trials.length === 2,
    );
    await plane.sagemaker.send(new StopHyperParameterTuningJobCommand({ HyperParameterTuningJobName: 'stopped' }));
    const job = await ended('stopped');
    const trials = await trialsOf('stopped');

    expect(job.HyperParameterTuningJobStatus).toBe('Stopped');
    expect(trials.map((trial) => trial.TrainingJobStatus)).toEqual(['Stopped', 'Stopped']);
    await expect(
      plane.sagemaker.send(new StopHyperParameterTuningJobCommand({ HyperParameterTuningJobName: 'stopped' })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('fails when no trial succeeds, and gives up after five', async () => {
    await create(
      tuningJob(
        'broken',
        { ResourceLimits: { MaxNumberOfTrainingJobs: 9, MaxParallelTrainingJobs: 4 } },
        { TrainingJobDefinition: definition({ StaticHyperParameters: { kind: 'broken' } }) },
      ),
    );
    const job = await ended('broken');

    expect(job).toMatchObject({
      HyperParameterTuningJobStatus: 'Failed',
      FailureReason: expect.stringContaining('No training job succeeded after'),
    });
    // Five failures are enough; those that ran beside them are stopped.
    expect(await trialsOf('broken')).not.toHaveLength(9);
    expect(job).toMatchObject({
      TrainingJobStatusCounters: { Completed: 0, InProgress: 0 },
    });
  });

  it('says so when no trial logs the objective', async () => {
    const silent = definition();
    const AlgorithmSpecification = {
      ...silent.AlgorithmSpecification,
      TrainingInputMode: 'File' as const,
      MetricDefinitions: [{ Name: 'score', Regex: 'nothing=(.*);' }],
    };
    await create(
      tuningJob(
        'silent',
        { ResourceLimits: { MaxNumberOfTrainingJobs: 2, MaxParallelTrainingJobs: 2 } },
        { TrainingJobDefinition: { ...silent, AlgorithmSpecification } },
      ),
    );
    expect((await ended('silent')).FailureReason).toContain(
      'No objective metrics found after running 2 training jobs.',
    );
  });

  it('ends when its target is reached', async () => {
    await create(
      tuningJob('target', {
        ResourceLimits: { MaxNumberOfTrainingJobs: 20, MaxParallelTrainingJobs: 1 },
        TuningJobCompletionCriteria: { TargetObjectiveMetricValue: 0.6 },
      }),
    );
    const job = await ended('target');

    expect(job.HyperParameterTuningJobStatus).toBe('Completed');
    expect(job.TrainingJobStatusCounters?.Completed).toBe(1);
  });

  it('stops trials that Hyperband cuts', async () => {
    const epochs = { epochs: '9' };
    await create(
      tuningJob(
        'hyperband',
        { Strategy: 'Hyperband', ResourceLimits: { MaxNumberOfTrainingJobs: 6, MaxParallelTrainingJobs: 3 } },
        {
          TrainingJobDefinition: definition({
            StaticHyperParameters: epochs,
            Environment: { MODE: 'tune', EPOCH_MS: '100' },
          }),
        },
      ),
    );
    const job = await ended('hyperband');
    const trials = await trialsOf('hyperband', { SortBy: 'FinalObjectiveMetricValue', SortOrder: 'Descending' });

    expect(job.HyperParameterTuningJobStatus).toBe('Completed');
    // Some went the whole way, to an objective near 1; others were cut after a third of it at most.
    expect(scoreOf(trials[0])).toBeGreaterThan(0.6);
    expect(scoreOf(trials.at(-1))).toBeLessThan(0.4);
  });

  it('starts from what an earlier one found', async () => {
    const warm = (type: 'IdenticalDataAndAlgorithm' | 'TransferLearning', parent: string) => ({
      WarmStartConfig: {
        WarmStartType: type,
        ParentHyperParameterTuningJobs: [{ HyperParameterTuningJobName: parent }],
      },
    });
    const first = await describeJob('first');
    await create(
      tuningJob(
        'same-data',
        { Strategy: 'Bayesian', ResourceLimits: { MaxNumberOfTrainingJobs: 2, MaxParallelTrainingJobs: 1 } },
        warm('IdenticalDataAndAlgorithm', 'first'),
      ),
    );
    const one = { MaxNumberOfTrainingJobs: 1, MaxParallelTrainingJobs: 1 };
    await create(tuningJob('other-data', { RandomSeed: 5, ResourceLimits: one }, warm('TransferLearning', 'first')));
    const [same] = [await ended('same-data'), await ended('other-data')];
    const best = Math.max(scoreOf(first.BestTrainingJob), scoreOf(same.BestTrainingJob));

    expect(scoreOf(same.OverallBestTrainingJob)).toBe(best);
    // With four results known, the first trial is not random any more.
    expect(scoreOf((await trialsOf('same-data'))[0])).toBeGreaterThan(0.95);
    expect((await trialsOf('other-data'))[0]?.TunedHyperParameters).toEqual(
      first.BestTrainingJob?.TunedHyperParameters,
    );
  });

  it('is listed with what its trials came to', async () => {
    const answer = await plane.sagemaker.send(
      new ListHyperParameterTuningJobsCommand({ NameContains: 'first', StatusEquals: 'Completed' }),
    );
    expect(answer.HyperParameterTuningJobSummaries).toMatchObject([
      { HyperParameterTuningJobName: 'first', Strategy: 'Random', TrainingJobStatusCounters: { Completed: 4 } },
    ]);
  });

  it('has failed with its trials after the plane was started again', async () => {
    const RELEASE = join(plane.directory, 'never');
    const waiting = definition({ Environment: { MODE: 'tune', RELEASE } });
    await create(tuningJob('cut-off', {}, { TrainingJobDefinition: waiting }));
    await until(
      () => trialsOf('cut-off'),
      (trials) => trials.length === 2,
    );
    await plane.restart({ PLANE_CONCURRENT_JOBS: '4' });
    const job = await describeJob('cut-off');

    expect(job).toMatchObject({
      HyperParameterTuningJobStatus: 'Failed',
      FailureReason: expect.stringContaining('RUNTIME_RESTARTED'),
      TrainingJobStatusCounters: { RetryableError: 2, InProgress: 0 },
    });
    expect((await describeJob('first')).HyperParameterTuningJobStatus).toBe('Completed');
  });
});
