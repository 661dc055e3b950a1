import {
  CreateHyperParameterTuningJobCommand,
  type CreateHyperParameterTuningJobCommandInput,
  type HyperParameterTrainingJobDefinition,
  type HyperParameterTuningJobConfig,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PlaneUnderTest } from '../plane-under-test.ts';
import { definition, OBJECTIVE, severalDefinitions, tuningJob, X } from './tuning-requests.ts';

let plane: PlaneUnderTest;
beforeAll(async () => {
  plane = await PlaneUnderTest.start();
});
afterAll(() => plane.dispose());

const refused = (input: CreateHyperParameterTuningJobCommandInput) =>
  plane.sagemaker.send(new CreateHyperParameterTuningJobCommand(input)).then(
    () => 'accepted',
    (error: Error) => `${error.name}: ${error.message}`,
  );
const withConfig = (config: Partial<HyperParameterTuningJobConfig>) => refused(tuningJob('job', config));
const withDefinition = (change: Partial<HyperParameterTrainingJobDefinition>) =>
  refused(tuningJob('job', {}, { TrainingJobDefinition: definition(change) }));
const withRange = (range: object) =>
  withConfig({ ParameterRanges: { ContinuousParameterRanges: [{ ...X, ...range }] } });

const ofItsOwn = { TuningObjective: OBJECTIVE, HyperParameterRanges: { ContinuousParameterRanges: [X] } };
const bare = { HyperParameterTuningJobObjective: undefined, ParameterRanges: undefined };
const two = severalDefinitions(['one', 'two'].map((DefinitionName) => definition({ DefinitionName, ...ofItsOwn })));

describe('a tuning job is refused', () => {
  it('with a name of more than 32 characters', async () => {
    expect(await refused(tuningJob('a'.repeat(33)))).toContain('length less than or equal to 32');
  });

  it('without a definition, with two ways of giving it, or with more than ten', async () => {
    expect(await refused(tuningJob('job', {}, { TrainingJobDefinition: undefined }))).toContain('Specify either');
    expect(await refused(tuningJob('job', {}, { TrainingJobDefinitions: [definition()] }))).toContain('Specify either');
    const eleven = Array.from({ length: 11 }, (_, at) => definition({ DefinitionName: `d${at}`, ...ofItsOwn }));
    expect(await refused(tuningJob('job', bare, severalDefinitions(eleven)))).toContain(
      'length less than or equal to 10',
    );
  });

  it('when several definitions share a name, or leave ranges to the job', async () => {
    const same = [
      definition({ DefinitionName: 'one', ...ofItsOwn }),
      definition({ DefinitionName: 'one', ...ofItsOwn }),
    ];
    expect(await refused(tuningJob('job', bare, severalDefinitions(same)))).toContain('names must be unique');
    expect(await refused(tuningJob('job', {}, two))).toContain('belong to each definition');
  });

  it('with a warm start or early stopping of several definitions', async () => {
    const WarmStartConfig = {
      WarmStartType: 'TransferLearning' as const,
      ParentHyperParameterTuningJobs: [{ HyperParameterTuningJobName: 'parent' }],
    };
    expect(await refused(tuningJob('job', bare, { ...two, WarmStartConfig }))).toContain(
      'Warm start is supported with one',
    );
    const early = { ...bare, TrainingJobEarlyStoppingType: 'Auto' as const };
    expect(await refused(tuningJob('job', early, two))).toContain('Early stopping is supported with one');
    expect(await refused(tuningJob('job', {}, { WarmStartConfig }))).toContain('ResourceNotFound');
    expect(
      await refused(
        tuningJob(
          'job',
          {
            Strategy: 'Grid',
            ParameterRanges: { CategoricalParameterRanges: [{ Name: 'c', Values: ['a'] }] },
            ResourceLimits: { MaxParallelTrainingJobs: 1 },
          },
          { WarmStartConfig },
        ),
      ),
    ).toContain('Bayesian or the Random');
  });

  it('for an objective that no metric definition names', async () => {
    expect(await withConfig({ HyperParameterTuningJobObjective: { Type: 'Minimize', MetricName: 'loss' } })).toContain(
      'Provide a metric in the metric definitions',
    );
    expect(await withConfig({ HyperParameterTuningJobObjective: undefined })).toContain('An objective is required');
  });

  it('for ranges that are none', async () => {
    expect(await withConfig({ ParameterRanges: {} })).toContain('At least one hyperparameter range');
    expect(await withRange({ MinValue: '2' })).toContain('greater than MaxValue');
    expect(await withRange({ MaxValue: 'much' })).toContain('much is not a number');
    expect(await withRange({ ScalingType: 'Logarithmic' })).toContain('MinValue greater than 0');
    expect(await withRange({ ScalingType: 'ReverseLogarithmic' })).toContain('0 <= x < 1');
    expect(await withRange({ Name: 'seed' })).toContain('both static and in a range');
    expect(await withConfig({ ParameterRanges: { IntegerParameterRanges: [{ ...X, MaxValue: '1.5' }] } })).toContain(
      '1.5 is not a number of its kind',
    );
    const twice = { ContinuousParameterRanges: [X], CategoricalParameterRanges: [{ Name: 'x', Values: ['a'] }] };
    expect(await withConfig({ ParameterRanges: twice })).toContain('more than one range');
  });

  it('when its strategy does not fit', async () => {
    const kinds = { CategoricalParameterRanges: [{ Name: 'kind', Values: ['a', 'b'] }] };
    expect(await withConfig({ Strategy: 'Grid' })).toContain('categorical parameter ranges only');
    expect(await withConfig({ Strategy: 'Grid', ParameterRanges: kinds })).toContain('the grid has 2 combinations');
    expect(await withConfig({ Strategy: 'Hyperband' })).toContain('needs MaxResource');
    const early = {
      StrategyConfig: { HyperbandStrategyConfig: { MaxResource: 9 } },
      TrainingJobEarlyStoppingType: 'Auto' as const,
    };
    expect(await withConfig({ Strategy: 'Hyperband', ...early })).toContain('must be Off');
    expect(await withConfig({ StrategyConfig: early.StrategyConfig })).toContain('Hyperband strategy only');
  });

  it('beyond the limits of the service', async () => {
    const limits = (MaxNumberOfTrainingJobs: number | undefined, MaxParallelTrainingJobs: number) =>
      withConfig({ ResourceLimits: { MaxNumberOfTrainingJobs, MaxParallelTrainingJobs } });
    expect(await limits(undefined, 1)).toContain('must have MaxNumberOfTrainingJobs or MaxRuntimeInSeconds');
    expect(await limits(1, 2)).toContain('must not be greater');
    expect(await limits(751, 2)).toContain('ResourceLimitExceeded');
  });

  it('when one of its training jobs would be', async () => {
    expect(
      await withDefinition({ StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 90 } }),
    ).toContain('MaxWaitTimeInSeconds above 0 is not supported');
  });
});
