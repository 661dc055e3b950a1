import { beforeAll, describe, expect, it } from '@jest/globals';
import type { JobOutcome } from '../machine/account/programs.ts';
import { synthesized, type Templates } from '../machine/account/templates.ts';
import { Loop, type LoopOptions } from '../machine/loop.ts';
import { admit } from './memory/admit.ts';
import { objectCreated } from './memory/events.ts';
import { World } from './memory/world.ts';

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

async function loopWithUpload(options: LoopOptions = {}) {
  const world = new World();
  const loop = new Loop(world, templates, options);
  await admit(objectCreated('reviews/a.csv'), world);
  return { world, loop };
}

const both = (end: JobOutcome) => ({ jobs: { unigram: end, bigram: end } });

describe('the jobs of a run', () => {
  it.each(['Prepare', 'TrainCandidate', 'Evaluate'])(
    'row 16: %s whose answer is lost is looked at and waited for: one job, and the run goes on',
    async (state) => {
      const { loop } = await loopWithUpload({
        faults: [{ point: `state/${state}`, occurrence: 1, kind: 'task-answer-lost' }],
      });

      const end = await loop.run('e1');

      expect(end).toEqual({ outcome: 'deployed' });
      expect(loop.jobs.all).toHaveLength(4);
      expect(loop.jobs.all.map(({ status }) => status)).toEqual(Array(4).fill('Completed'));
    },
  );

  it.each(['Prepare', 'TrainCandidate', 'Evaluate'])(
    '%s is tried again when the service is throttled',
    async (state) => {
      const faults = [1, 2, 3].map((occurrence) => ({
        point: `state/${state}`,
        occurrence,
        kind: 'task-throttled' as const,
      }));
      const { loop } = await loopWithUpload({ faults });

      expect(await loop.run('e1')).toEqual({ outcome: 'deployed' });
      expect(loop.jobs.all).toHaveLength(4);
    },
  );

  it('row 15: that get no machine until their wait ends are stopped; the run fails typed, and the champion stays', async () => {
    const { loop, world } = await loopWithUpload();
    await loop.run('e1');
    const release = await world.records.release.read();
    await admit(objectCreated('reviews/b.csv'), world);

    const end = await loop.run('e2', both('no-capacity'));

    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'CAPACITY_UNAVAILABLE' } });
    expect(await world.records.release.read()).toEqual(release);
    expect(loop.jobs.running).toEqual([]);
    expect((await world.records.lease.read())?.holder).toBeUndefined();
  });

  it('row 15: that exceed the quota fail the run typed, within minutes', async () => {
    const { loop, world } = await loopWithUpload();
    const startedAt = loop.clock.now;

    const end = await loop.run('e1', both('over-quota'));

    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'QUOTA_EXCEEDED' } });
    const [run] = await world.records.runs();
    expect(Date.parse(run?.endedAt ?? '') - startedAt).toBeLessThan(15 * 60_000);
  });

  it.each(['Prepare', 'Train', 'Evaluate'])(
    'row 17: are stopped when a person stops the execution in %s, also when Step Functions does not: zero orphans',
    async (state) => {
      const { loop, world } = await loopWithUpload({ stopsJobs: false });
      const execution = loop.start('e1', {
        jobs: { prepare: 'never', unigram: 'never', bigram: 'never', evaluate: 'never' },
      });
      if (state !== 'Prepare') loop.outcomes = state === 'Train' ? both('never') : { jobs: { evaluate: 'never' } };
      await loop.until(() =>
        loop.jobs.running.some(({ name }) => name.includes(state === 'Train' ? '-t-' : state.toLowerCase())),
      );
      const running = loop.jobs.running.map(({ name }) => name).sort();

      loop.machines.stop(execution, '', 'somebody stopped it');
      await loop.settle();

      expect(running.length).toBeGreaterThan(0);
      expect(loop.jobs.running).toEqual([]);
      const [run] = await world.records.runs();
      expect(run).toMatchObject({ outcome: 'failed', error: { code: 'RUN_ABORTED', why: 'somebody stopped it' } });
      expect([...(run?.stoppedJobs ?? [])].sort()).toEqual(running);
      expect((await world.records.lease.read())?.holder).toBeUndefined();
    },
  );

  it('are left alone by the late word of an execution whose run was taken up again', async () => {
    const { loop, world } = await loopWithUpload({
      faults: [{ point: 'state/Gate', occurrence: 1, kind: 'task-failed' }],
    });
    const first = loop.start('e1');
    await loop.settle();
    const [run] = await world.records.runs();
    loop.outcomes = { jobs: { evaluate: 'never' } };
    const second = loop.machines.begin('retrain', 'e2', { workload: 'reviews', resume: run?.runId ?? '' });
    await loop.untilState(second, 'Register');
    const before = await world.records.run(run?.runId ?? '').read();

    loop.functions.send('conclude', {
      'detail-type': 'Step Functions Execution Status Change',
      detail: {
        executionArn: first.arn,
        stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:retrain',
        status: 'ABORTED',
        input: JSON.stringify({ workload: 'reviews' }),
      },
    });
    await loop.settle();

    expect(before?.outcome).toBe('running');
    expect(await world.records.run(run?.runId ?? '').read()).toMatchObject({ outcome: 'deployed', resumptions: 1 });
  });
});
