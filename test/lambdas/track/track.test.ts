import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { PlatformError } from '../../../domain/errors.ts';
import type { Experiment } from '../../../domain/experiment/experiment.ts';
import { sha256 } from '../../../domain/hash.ts';
import { artifactKey } from '../../../domain/names.ts';
import { actAs } from '../../../faults/component.ts';
import { MlflowRest } from '../../../lambdas/adapters/mlflow.ts';
import { mlflowTransport } from '../../../lambdas/adapters/mlflow-transport.ts';
import { track } from '../../../lambdas/track/track.ts';
import { aCandidate, anExperiment } from '../../domain/experiment/experiments.ts';
import { curvedEvaluation } from '../../domain/experiment/mlflow/curved.ts';
import { FaultsFolder } from '../../faults/faults-folder.ts';
import { MemoryJsonStore } from '../memory/json-store.ts';
import { World } from '../memory/world.ts';
import { latest, MlflowServer } from './mlflow-server.ts';

const RUN = '3fa9c1d2e4b5-1';
const KEY = artifactKey.experiment('reviews', RUN);
const EVALUATION = artifactKey.evaluation('reviews', RUN);

let server: MlflowServer;
let world: World;
beforeAll(() => actAs('track'));
beforeEach(async () => {
  server = await MlflowServer.start();
  world = new World();
});
afterEach(() => server.stop());

/** Writes an experiment as `conclude` does, with its evaluation beside it. */
async function write(facts: Partial<Experiment> = {}, evaluation = curvedEvaluation()): Promise<void> {
  await world.artifacts.write(EVALUATION, evaluation);
  const reference = { uri: world.artifacts.uri(EVALUATION), sha256: sha256(JSON.stringify(evaluation)) };
  const { documents, ...rest } = anExperiment(facts);
  await world.artifacts.write(KEY, { ...rest, documents: { ...documents, evaluation: reference } });
}

const tracked = (key = KEY, artifacts = world.artifacts): Promise<void> =>
  track(key, {
    ...world,
    artifacts,
    now: world.now,
    environment: 'test',
    tracking: new MlflowRest(mlflowTransport(server.url)),
  });

/** What a person sees in MLflow: without the times at which it was logged. */
const seen = () =>
  server.active
    .map((run) => ({
      status: run.status,
      params: Object.fromEntries(run.params),
      tags: Object.fromEntries([...run.tags].filter(([key]) => key !== 'mlflow.parentRunId')),
      points: [...run.metrics.values()].map(({ key, step, value }) => `${key} ${step} ${value}`).sort(),
    }))
    .sort((a, b) => String(a.tags['mlflow.runName']).localeCompare(String(b.tags['mlflow.runName'])));

const named = (name: string) => server.active.filter(({ tags }) => tags.get('mlflow.runName') === name);

describe('an experiment', () => {
  it('becomes one run of MLflow with one child for each candidate', async () => {
    await write();

    await tracked();

    expect(server.experiments.map(({ name }) => name)).toEqual(['trainyard/test/reviews']);
    const [parent] = named(RUN);
    expect(server.active).toHaveLength(3);
    expect(server.active.map(({ tags }) => tags.get('mlflow.parentRunId'))).toEqual([
      undefined,
      parent?.id,
      parent?.id,
    ]);
    expect(server.active.map(({ status }) => status)).toEqual(['FINISHED', 'FINISHED', 'FINISHED']);
    expect(parent?.params.get('gate.metric')).toBe('accuracy');
    const points = [...(named('bigram')[0]?.metrics.values() ?? [])].filter(({ key }) => key === 'training.loss');
    expect(points.map(({ step, value }) => [step, value])).toEqual([
      [10, 1],
      [20, 0.5],
      [30, 1 / 3],
    ]);
  });

  it('that is told of again changes nothing, and only asks', async () => {
    await write();
    await tracked();
    const before = seen();
    server.asked.length = 0;
    world.clock += 60_000;

    await tracked();

    expect(seen()).toEqual(before);
    expect(server.asked).toEqual(['experiments/get-by-name', 'runs/search']);
  });

  it('whose jobs were counted later has the new cost as its latest, in the same run', async () => {
    await write();
    await tracked();
    const [before] = named(RUN);
    world.clock += 300_000;
    await write({ cost: { dollars: 0.001, savedDollars: 0.003 } });

    await tracked();

    expect(server.runs).toHaveLength(3);
    expect(named(RUN)[0]?.id).toBe(before?.id);
    expect(latest(named(RUN)[0] ?? { metrics: new Map() }).get('cost.dollars')?.value).toBe(0.001);
    const accuracies = [...(named(RUN)[0]?.metrics.values() ?? [])].filter(({ key }) => key === 'test.accuracy');
    expect(accuracies).toHaveLength(1);
  });

  it('that was taken up again after its training has each point of its curves once', async () => {
    await write();
    await tracked();
    await write({ resumptions: 1, endedAt: '2026-11-21T13:05:00.000Z' });

    await tracked();

    expect(server.runs).toHaveLength(3);
    expect([...(named('bigram')[0]?.metrics.values() ?? [])].filter(({ key }) => key === 'training.loss')).toHaveLength(
      3,
    );
    expect(named(RUN)[0]?.tags.get('trainyard.resumptions')).toBe('1');
  });

  it('that was trained anew takes the place of what it was', async () => {
    const candidates = [aCandidate('unigram'), aCandidate('bigram'), aCandidate('ensemble')];
    await write({ candidates });
    await tracked();
    await write(
      { candidates: [aCandidate('unigram'), aCandidate('bigram', { parameters: { C: 2 } })] },
      curvedEvaluation(2),
    );

    await tracked();

    expect(server.active).toHaveLength(3);
    expect(named('bigram').map(({ params }) => params.get('C'))).toEqual(['2']);
    expect([...(named('bigram')[0]?.metrics.values() ?? [])].filter(({ key }) => key === 'training.loss')).toHaveLength(
      2,
    );
  });

  it('leaves what people wrote into its run as it is', async () => {
    await write();
    await tracked();
    named(RUN)[0]?.tags.set('mlflow.note.content', 'our best so far');
    await write({ cost: { dollars: 1, savedDollars: 0 } });

    await tracked();

    expect(named(RUN)[0]?.tags.get('mlflow.note.content')).toBe('our best so far');
  });

  it('is one run of MLflow, however many are told of it at the same time', async () => {
    await write();

    await Promise.allSettled([tracked(), tracked(), tracked()]);
    await tracked();

    expect(server.active).toHaveLength(3);
    for (const run of server.active) expect(run.tags.has('trainyard.experiment')).toBe(true);
  });

  it('that is written while it is logged is logged as well', async () => {
    await write();
    let reads = 0;
    class Busy extends MemoryJsonStore {
      override async findSourced<T>(key: string, schema: z.ZodType<T>) {
        reads += 1;
        const found = await world.artifacts.findSourced(key, schema);
        if (reads === 2) await write({ cost: { dollars: 7, savedDollars: 0 } });
        return found;
      }
    }

    await tracked(KEY, new Busy('artifacts'));

    expect(latest(named(RUN)[0] ?? { metrics: new Map() }).get('cost.dollars')?.value).toBe(7);
  });

  it('has no curves of an evaluation that was written since', async () => {
    await write();
    await world.artifacts.write(EVALUATION, curvedEvaluation(5));

    await tracked();

    expect([...(named('bigram')[0]?.metrics.values() ?? [])].filter(({ key }) => key === 'training.loss')).toEqual([]);
  });

  it('is looked for under its own key alone', async () => {
    await tracked(`reviews/runs/${RUN}/checkpoints/bigram/experiment.json`);
    await tracked();

    expect(server.asked).toEqual([]);
  });
});

describe('an MLflow that is broken', () => {
  const faults = new FaultsFolder();
  afterEach(() => faults.disarm());
  afterAll(() => faults.remove());

  it.each([
    [503, 'MLFLOW_FAILED', true],
    [400, 'MLFLOW_FAILED', false],
    [403, 'ACCESS_DENIED', false],
  ])('and answers with %i is %s', async (status, code, retryable) => {
    await write();
    server.outage = status;

    await expect(tracked()).rejects.toMatchObject({ code, retryable });
  });

  it('or not there is MLFLOW_FAILED, which may be tried again', async () => {
    await write();
    const tracking = new MlflowRest(mlflowTransport('http://127.0.0.1:9'));

    const failed = track(KEY, { ...world, now: world.now, environment: 'test', tracking });

    await expect(failed).rejects.toMatchObject({ code: 'MLFLOW_FAILED', retryable: true });
  });

  it('or whose experiment a person deleted says so', async () => {
    await write();
    await tracked();
    for (const experiment of server.experiments) experiment.stage = 'deleted';

    await expect(tracked()).rejects.toThrow(PlatformError);
  });

  it.each([
    'MLflow.GetExperimentByName',
    'MLflow.CreateExperiment',
    'MLflow.SearchRuns',
    'MLflow.CreateRun',
    'MLflow.LogBatch',
    'MLflow.UpdateRun',
  ])('at %s comes to the same in the end, whether the call or its answer was lost', async (name) => {
    await write();
    await tracked();
    const undisturbed = seen();
    faults.use();
    for (const fault of ['answer-lost', 'server-error'] as const) {
      await server.stop();
      server = await MlflowServer.start();
      faults.arm({ point: `track/${name}`, fault, skip: 0, times: 1 });

      await expect(tracked()).rejects.toThrow();
      world.clock += 60_000;
      await tracked();

      expect(seen()).toEqual(undisturbed);
    }
  });
});
