import { beforeAll, describe, expect, it } from '@jest/globals';
import { smallDataSchema } from '../../domain/workload/small-data.ts';
import { deployedWorkload, World } from '../lambdas/memory/world.ts';
import { statesOf } from './account/execution.ts';
import type { Fault } from './account/faults.ts';
import { synthesized, type Templates } from './account/templates.ts';
import { violations } from './faults/violations.ts';
import { Loop } from './loop.ts';

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

/** The first run of a workload whose data is small. */
async function firstRun(...faults: Fault[]): Promise<Loop> {
  const world = new World();
  world.deployed = deployedWorkload({ smallData: smallDataSchema.parse({}) });
  const loop = new Loop(world, templates, { faults });
  loop.upload('a.csv');
  await loop.settle();
  return loop;
}

const processingJobs = ({ jobs }: Loop): string[] =>
  jobs.all.filter(({ kind }) => kind === 'processing').map(({ name }) => name.replace(/^.*-\d+-/, ''));

const run = ({ machines }: Loop) => machines.all.find(({ machine }) => machine === 'retrain');

describe('a run whose data is small', () => {
  it('prepares and evaluates within seconds, without a processing job', async () => {
    const loop = await firstRun();
    const execution = run(loop);

    expect(await violations(loop)).toEqual([]);
    expect(execution?.status).toBe('SUCCEEDED');
    expect(processingJobs(loop)).toEqual([]);
    expect(execution && statesOf(execution)).toEqual(expect.arrayContaining(['PrepareSmall', 'EvaluateSmall']));
    // The trainings' five minutes are all that it waits for.
    expect(((execution?.endedAt ?? 0) - (execution?.startedAt ?? 0)) / 1000).toBeLessThan(400);
  });

  it.each(['Sandbox.Timedout', 'Runtime.ExitError', 'Runtime.OutOfMemory', 'Lambda.Unknown', 'UNEXPECTED'])(
    'lets a job do what the function could not do for %s',
    async (error) => {
      const at = (state: string): Fault => ({ point: `state/${state}`, occurrence: 1, kind: 'task-error', error });
      const loop = await firstRun(at('PrepareSmall'), at('EvaluateSmall'));

      expect(await violations(loop)).toEqual([]);
      expect(processingJobs(loop)).toEqual(['prepare', 'evaluate']);
      expect(run(loop)?.status).toBe('SUCCEEDED');
    },
  );

  it('lets a job do what a function of which no answer comes has perhaps done', async () => {
    const loop = await firstRun({ point: 'processing/processing.run', occurrence: 1, kind: 'dies-after' });

    expect(await violations(loop)).toEqual([]);
    expect(processingJobs(loop)).toEqual(['prepare']);
  });

  it('asks the function again, not a job, while AWS has trouble for a moment', async () => {
    const loop = await firstRun({ point: 'processing/processing.run', occurrence: 1, kind: 'throttled' });

    expect(processingJobs(loop)).toEqual([]);
    expect(run(loop)?.status).toBe('SUCCEEDED');
  });

  it('ends by what the function says of the models, which a job would say again', async () => {
    const error = 'EVALUATION_INVALID';
    const loop = await firstRun({ point: 'state/EvaluateSmall', occurrence: 1, kind: 'task-error', error });

    expect(processingJobs(loop)).toEqual([]);
    expect(run(loop)).toMatchObject({ status: 'FAILED', error });
  });

  it('is taken up again in the same way', async () => {
    const loop = await firstRun({
      point: 'state/EvaluateSmall',
      occurrence: 1,
      kind: 'task-error',
      error: 'EVALUATION_INVALID',
    });
    const [failed] = await loop.world.records.runs();

    loop.machines.begin('retrain', 'again', {
      workload: 'reviews',
      trigger: 'manual',
      force: false,
      resume: failed?.runId ?? '',
    });
    await loop.settle();

    expect(await violations(loop)).toEqual([]);
    expect(processingJobs(loop)).toEqual([]);
    expect(await loop.world.records.runs()).toMatchObject([{ outcome: 'deployed', resumptions: 1 }]);
  });
});
