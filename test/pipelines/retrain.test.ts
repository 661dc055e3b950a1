import { beforeAll, describe, expect, it } from '@jest/globals';
import { synthesize } from '../lib/synthesize.ts';
import { type AslDefinition, type AslState, definitionOf, pathsOf, successorsOf } from './machine.ts';

describe('the retrain state machine', () => {
  let definition: AslDefinition;
  let tasks: [string, AslState][];

  beforeAll(async () => {
    definition = definitionOf((await synthesize('staging')).template('training'));
    const inside = definition.States.Train?.ItemProcessor?.States ?? {};
    const defining = inside.DefineTuning?.ItemProcessor?.States ?? {};
    const states = [definition.States, inside, defining].flatMap((all) => Object.entries(all));
    tasks = states.filter(([, { Type }]) => Type === 'Task');
  });

  it('has a state for every stage, under its name', () => {
    const states = Object.keys(definition.States);
    expect(definition.StartAt).toBe('Lease');
    for (const stage of [
      'Lease',
      'Prepare',
      'Train',
      'Evaluate',
      'Gate',
      'Register',
      'Approve',
      'Rollout',
      'Conclude',
    ]) {
      expect(states).toContain(stage);
    }
  });

  it('gives every task a time limit, a retry with back-off and full jitter, and a catch', () => {
    expect(tasks.length).toBeGreaterThanOrEqual(11);
    for (const [name, task] of tasks) {
      expect({ name, limit: task.TimeoutSeconds }).toEqual({ name, limit: expect.any(Number) });
      expect({ name, retry: task.Retry }).toEqual({
        name,
        retry: [expect.objectContaining({ BackoffRate: 2, JitterStrategy: 'FULL', MaxDelaySeconds: 120 })],
      });
      expect({ name, caught: task.Catch?.at(-1)?.ErrorEquals }).toEqual({ name, caught: ['States.ALL'] });
    }
  });

  it('never retries a job that ran and failed', () => {
    for (const [, task] of tasks.filter(([, { Resource }]) => Resource?.includes('sagemaker'))) {
      const retried = task.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals) ?? [];
      expect(retried).not.toContain('States.TaskFailed');
      expect(retried).not.toContain('States.ALL');
    }
  });

  it('concludes on every way to its end', () => {
    const isEnd = (name = ''): boolean => successorsOf(definition.States[name] ?? { Type: 'Task' }).length === 0;
    const paths = pathsOf(definition).filter((path) => isEnd(path.at(-1)));
    expect(paths.length).toBeGreaterThan(10);
    for (const path of paths) expect(path).toContain('Conclude');
    expect(new Set(paths.map((path) => path.at(-1)))).toEqual(new Set(['Done', 'Failed', 'NotConcluded']));
  });

  it.each([
    ['Prepare', 'Prepared'],
    ['Evaluate', 'Gate'],
  ])('does %s in a function where the data is small, and in a job what the function could not do', (name, next) => {
    const { [`WhereTo${name}`]: where, [`${name}Small`]: small } = definition.States;
    expect(where).toMatchObject({ Choices: [{ StringEquals: 'function', Next: `${name}Small` }], Default: name });
    expect(small).toMatchObject({
      Next: next,
      ResultPath: null,
      Catch: [
        { ErrorEquals: ['EVALUATION_INVALID', 'ARTIFACT_INVALID'], Next: 'Conclude' },
        { ErrorEquals: ['States.ALL'], Next: name },
      ],
    });
    const again = small?.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals) ?? [];
    for (const error of ['Sandbox.Timedout', 'Runtime.ExitError', 'Runtime.OutOfMemory', 'Lambda.Unknown']) {
      expect(again).not.toContain(error);
    }
  });

  it('sends every failed stage to Conclude with its error', () => {
    const guarded = Object.entries(definition.States).filter(([name, state]) => state.Catch && name !== 'Conclude');
    expect(guarded.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'Lease',
        'Prepare',
        'Prepared',
        'Train',
        'Trained',
        'Evaluate',
        'Gate',
        'Register',
        'Approve',
        'Rollout',
      ]),
    );
    for (const [name, { Catch }] of guarded) {
      if (name === 'Approve') continue;
      const job = { ErrorEquals: ['States.ALL'], ResultPath: '$.caught', Next: `LookAt${name}Job` };
      const conclude = { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Conclude' };
      const isJob = name === 'Prepare' || name === 'Evaluate';
      expect({ name, Catch }).toEqual({ name, Catch: name.endsWith('Small') ? Catch : [isJob ? job : conclude] });
    }
  });

  it('looks at a job whose task ended with an error before it believes that the job failed', () => {
    const inside = definition.States.Train?.ItemProcessor?.States ?? {};
    const states = { ...definition.States, ...inside };
    for (const [job, done] of [
      ['Prepare', 'Prepared'],
      ['Evaluate', 'Gate'],
      ['TrainCandidate', 'CandidateTrained'],
    ] as const) {
      const look = states[job]?.Catch?.[0]?.Next ?? '';
      const next = states[states[look]?.Next ?? '']?.Choices?.map(({ Next }) => Next) ?? [];
      expect(next[0]).toBe(done);
      expect(next.slice(1).map((wait) => [states[wait]?.Type, states[wait]?.Next])).toEqual([
        ['Wait', look],
        ['Wait', job],
      ]);
    }
  });

  it('goes on when one candidate fails', () => {
    const inside = definition.States.Train?.ItemProcessor;
    expect(inside?.States.TrainCandidate?.Catch?.[0]?.Next).toBe('LookAtTrainingJob');
    expect(inside?.States.IsTrainingJobOver?.Default).toBe('ChooseOffer');
    expect(inside?.States.IsOfferLeft).toMatchObject({
      Choices: [{ Variable: '$.offer.outcome', StringEquals: 'create', Next: 'TrainCandidate' }],
      Default: 'CandidateFailed',
    });
    expect(inside?.States.CandidateFailed).toMatchObject({ Type: 'Pass', End: true });
  });

  it('trains without network, with encrypted output, from its checkpoints, on the machine that was offered', () => {
    const inside = definition.States.Train?.ItemProcessor;
    expect(inside?.States[inside.StartAt]?.Default).toBe('ChooseOffer');
    expect(inside?.States.ChooseOffer?.Parameters).toMatchObject({ volume: { kmsKeyId: 'reference' } });
    expect(inside?.States.TrainCandidate?.Parameters).toMatchObject({
      'TrainingJobName.$': '$.offer.jobName',
      EnableNetworkIsolation: true,
      OutputDataConfig: { KmsKeyId: 'reference' },
      CheckpointConfig: { 'S3Uri.$': '$.training.checkpointUri' },
      'EnableManagedSpotTraining.$': '$.offer.request.EnableManagedSpotTraining',
      'ResourceConfig.$': '$.offer.request.ResourceConfig',
      'StoppingCondition.$': '$.offer.request.StoppingCondition',
    });
  });

  it('tunes all candidates with ranges in one job, each trial as a candidate is trained but for its checkpoints', () => {
    const inside = definition.States.Train?.ItemProcessor?.States;
    const {
      CheckpointConfig: _checkpoints,
      'TrainingJobName.$': _name,
      'HyperParameters.$': _values,
      Tags: _tags,
      ...shared
    } = inside?.TrainCandidate?.Parameters ?? {};

    expect(inside?.DefineTuning?.ItemProcessor?.States.DefineTrials?.Parameters).toEqual({
      ...shared,
      'DefinitionName.$': '$.training.candidate',
      'TuningObjective.$': '$.objective',
      'HyperParameterRanges.$': '$.ranges',
      'StaticHyperParameters.$': '$.training.hyperparameters',
    });
    expect(inside?.TuneCandidates?.Parameters).toMatchObject({
      'HyperParameterTuningJobName.$': '$.training.tuning.jobName',
      'TrainingJobDefinitions.$': '$.definitions',
    });
    expect(inside?.TuneCandidates?.Catch?.[0]?.Next).toBe('LookAtTuningJob');
  });

  it('looks at every training job at its end: one that was stopped may have ended without an error', () => {
    const states = definition.States.Train?.ItemProcessor?.States;
    expect(states?.TrainCandidate).toMatchObject({ Next: 'LookAtTrainingJob', ResultPath: '$.caught' });
  });

  it('keeps what jobs answer out of its data', () => {
    for (const name of ['Prepare', 'Evaluate']) expect(definition.States[name]?.ResultPath).toBeNull();
  });

  it('waits for a person no longer than the environment allows', () => {
    expect(definition.States.Approve).toMatchObject({
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      TimeoutSeconds: 7 * 86_400,
    });
    expect(definition.TimeoutSeconds).toBeGreaterThan(7 * 86_400);
  });

  it('row 12: looks once more for a decision when the time is over, and only then expires', () => {
    expect(definition.States.Approve?.Catch).toEqual([
      { ErrorEquals: ['States.Timeout'], ResultPath: '$.approve', Next: 'ApprovalEnded' },
      { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Conclude' },
    ]);
    expect(definition.States.ApprovalEnded).toMatchObject({
      Parameters: { expired: true, 'packageArn.$': '$.register.packageArn' },
      Next: 'Rollout',
    });
  });
});
