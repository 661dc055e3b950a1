import { beforeAll, describe, expect, it } from '@jest/globals';
import { jobName } from '../../domain/names.ts';
import { trainResultsSchema } from '../../domain/train/results.ts';
import { tuningReportSchema } from '../../domain/tune/report.ts';
import { synthesized, type Templates } from '../machine/account/templates.ts';
import { isObject, type Json } from '../machine/asl/json.ts';
import { Loop, type LoopOptions } from '../machine/loop.ts';
import { admit } from './memory/admit.ts';
import { objectCreated } from './memory/events.ts';
import { tunedWorkload, warmWorkload } from './memory/tuned.ts';
import { World } from './memory/world.ts';

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

async function tunedLoop(options: LoopOptions = {}) {
  const world = new World();
  world.deployed = tunedWorkload();
  const loop = new Loop(world, templates, options);
  await admit(objectCreated('reviews/a.csv'), world);
  return { world, loop };
}

const at = (value: Json | undefined, ...path: string[]): Json | undefined =>
  path.reduce<Json | undefined>((found, key) => (isObject(found) ? found[key] : undefined), value);

describe('a run that tunes', () => {
  it('searches all candidates with ranges in one tuning job beside the others, and goes on with the best trials', async () => {
    const { loop, world } = await tunedLoop();

    expect(await loop.run('e1')).toEqual({ outcome: 'deployed' });

    const [run] = await world.records.runs();
    const id = run?.runId ?? '';
    const tuning = loop.jobs.all.filter(({ kind }) => kind === 'tuning');
    expect(tuning.map(({ name }) => name)).toEqual([jobName.tune('reviews', id)]);
    const request = tuning[0]?.request;
    expect(at(request, 'HyperParameterTuningJobConfig')).toMatchObject({
      Strategy: 'Bayesian',
      ResourceLimits: { MaxNumberOfTrainingJobs: 4, MaxParallelTrainingJobs: 2 },
      TrainingJobEarlyStoppingType: 'Off',
    });
    expect(at(request, 'TrainingJobDefinitions')).toMatchObject([
      {
        DefinitionName: 'unigram',
        TuningObjective: { Type: 'Maximize', MetricName: 'validation:accuracy' },
        HyperParameterRanges: {
          ContinuousParameterRanges: [{ Name: 'c', MinValue: '0.01', MaxValue: '100', ScalingType: 'Logarithmic' }],
        },
        ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1 },
      },
      { DefinitionName: 'bayes' },
    ]);
    const [definition] = Array.isArray(at(request, 'TrainingJobDefinitions'))
      ? Object.values(at(request, 'TrainingJobDefinitions') ?? {})
      : [];
    expect(at(definition, 'StaticHyperParameters')).not.toHaveProperty('c');
    expect(definition).not.toHaveProperty('CheckpointConfig');

    const { results } = await world.artifacts.read(`reviews/runs/${id}/train/results.json`, trainResultsSchema);
    const best = (nth: number) => `${jobName.tune('reviews', id)}-00${nth}-0123abcd`;
    expect(results).toMatchObject([
      { candidate: 'unigram', status: 'trained', jobName: best(2) },
      { candidate: 'bayes', status: 'trained', jobName: best(4) },
      { candidate: 'bigram', status: 'trained', jobName: jobName.train('reviews', id, 'bigram') },
    ]);
    const report = await world.artifacts.read(`reviews/runs/${id}/train/tuning.json`, tuningReportSchema);
    expect(report.trials).toHaveLength(4);
    expect(run?.tuning).toMatchObject({
      trials: 4,
      succeeded: 4,
      best: [{ candidate: 'unigram' }, { candidate: 'bayes' }],
    });
    expect(world.rows.get(`trials/workload=reviews/${jobName.tune('reviews', id)}.jsonl`)).toMatchObject([
      { candidate: 'unigram', is_best: false },
      { candidate: 'unigram', is_best: true },
      { candidate: 'bayes', is_best: false },
      { candidate: 'bayes', is_best: true },
    ]);
  });

  it.each(['task-answer-lost', 'task-throttled'] as const)(
    'creates one tuning job when its creation meets %s',
    async (kind) => {
      const { loop } = await tunedLoop({ faults: [{ point: 'state/TuneCandidates', occurrence: 1, kind }] });

      expect(await loop.run('e1')).toEqual({ outcome: 'deployed' });
      expect(loop.jobs.all.filter((job) => job.kind === 'tuning')).toMatchObject([{ status: 'Completed' }]);
    },
  );

  it('starts from what the run before searched, where the workload says so', async () => {
    const { loop, world } = await tunedLoop();
    world.deployed = warmWorkload();
    await loop.run('e1');
    loop.machines.begin('retrain', 'e2', { workload: 'reviews', force: true });
    await loop.settle();

    const [first, second] = loop.jobs.all.filter(({ kind }) => kind === 'tuning');
    expect(first?.request).not.toHaveProperty('WarmStartConfig');
    expect(second?.request.WarmStartConfig).toEqual({
      ParentHyperParameterTuningJobs: [{ HyperParameterTuningJobName: first?.name }],
      WarmStartType: 'IdenticalDataAndAlgorithm',
    });
    const runs = await world.records.runs();
    const again = runs.find(({ tuning }) => tuning?.jobName === second?.name);
    const report = await world.artifacts.read(`reviews/runs/${again?.runId}/train/tuning.json`, tuningReportSchema);
    expect(report.startedFrom).toEqual([first?.name]);
  });

  it('goes on with the other candidates when the tuning job fails', async () => {
    const { loop, world } = await tunedLoop();

    expect(
      await loop.run('e1', { jobs: { tuning: { status: 'Failed', reason: 'No objective metrics found' } } }),
    ).toEqual({
      outcome: 'deployed',
    });
    const [run] = await world.records.runs();
    expect(run?.candidates?.map(({ name, reason }) => [name, reason !== undefined])).toEqual([
      ['unigram', false],
      ['bayes', false],
      ['bigram', false],
    ]);
  });

  it('leaves no tuning job behind when a person stops it', async () => {
    const { loop, world } = await tunedLoop({ stopsJobs: false });
    const execution = loop.start('e1', { jobs: { tuning: 'never' } });
    await loop.until(() => loop.jobs.running.some(({ kind }) => kind === 'tuning'));

    loop.machines.stop(execution, '', 'somebody stopped it');
    await loop.settle();

    expect(loop.jobs.running).toEqual([]);
    const [run] = await world.records.runs();
    expect(run?.stoppedJobs).toContain(jobName.tune('reviews', run?.runId ?? ''));
  });

  it('does not tune again what a run that failed later has tuned', async () => {
    const { loop, world } = await tunedLoop({
      faults: [{ point: 'state/Trained', occurrence: 1, kind: 'task-failed' }],
    });
    await loop.run('e1');
    const [run] = await world.records.runs();
    loop.machines.begin('retrain', 'e2', { workload: 'reviews', resume: run?.runId ?? '' });
    await loop.settle();

    expect((await world.records.run(run?.runId ?? '').read())?.outcome).toBe('deployed');
    expect(loop.jobs.all.filter(({ kind }) => kind === 'tuning')).toHaveLength(1);
  });

  it('counts what each trial cost for its candidate', async () => {
    const { loop, world } = await tunedLoop();
    const trial = (name: string) =>
      world.readings.set(name, {
        jobName: name,
        candidate: 'unigram',
        instanceType: 'ml.m5.large',
        instanceCount: 1,
        seconds: 60,
        purchase: 'on-demand',
        dollars: 0.002,
        savedDollars: 0,
        price: 'listed',
        endedAt: '2026-11-21T12:30:00.000Z',
      });
    const execution = loop.start('e1');
    await loop.untilState(execution, 'Trained');
    const names = loop.jobs.all.filter(({ name }) => name.endsWith('-0123abcd')).map(({ name }) => name);
    for (const name of names) trial(name);
    await loop.settle();

    const [run] = await world.records.runs();
    expect(names).toHaveLength(4);
    expect(run?.usage?.map((job) => job.jobName)).toEqual(expect.arrayContaining(names));
  });
});
