import { beforeAll, describe, expect, it } from '@jest/globals';
import { usageOf } from '../../domain/cost/usage.ts';
import { type Experiment, experimentSchema } from '../../domain/experiment/experiment.ts';
import { sha256 } from '../../domain/hash.ts';
import { artifactKey, jobName } from '../../domain/names.ts';
import { concludeState } from '../../lambdas/conclude/endings.ts';
import { keep } from '../../lambdas/keep/keep.ts';
import { NO_QUOTA_TO_TRAIN } from '../machine/account/programs.ts';
import { synthesized, type Templates } from '../machine/account/templates.ts';
import { Loop } from '../machine/loop.ts';
import { admit } from './memory/admit.ts';
import { leaseInput, objectCreated } from './memory/events.ts';
import { WORKLOAD, World } from './memory/world.ts';

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

const onlyRun = async (world: World): Promise<string> => (await world.records.runs())[0]?.runId ?? '';

const experimentIn = async (world: World, runId: string): Promise<Experiment | undefined> =>
  world.artifacts.find(artifactKey.experiment(WORKLOAD, runId), experimentSchema);

/** After one run, before anybody looked after it. */
async function worldAfter(program = {}): Promise<{ world: World; loop: Loop; runId: string }> {
  const world = new World();
  await admit(objectCreated('reviews/a.csv'), world);
  const loop = new Loop(world, templates);
  const state = await loop.walk('e1', program);
  await concludeState({ state, execution: leaseInput('e1').execution }, world);
  return { world, loop, runId: await onlyRun(world) };
}

/** So long after a run that nothing can come to its jobs. */
async function keepLater(world: World): Promise<void> {
  world.clock += 700_000;
  await keep({ 'detail-type': 'Scheduled Event' }, { ...world, now: world.now, workloadNames: [WORKLOAD] });
}

const trained = (runId: string, candidate: string) =>
  usageOf(
    {
      jobName: jobName.train(WORKLOAD, runId, candidate),
      instanceType: 'ml.m5.large',
      instanceCount: 1,
      seconds: 3600,
      purchase: 'on-demand',
      endedAt: new Date('2026-11-21T12:30:00Z'),
    },
    'us-east-1',
  );

describe('the experiment of a run', () => {
  it('that went live tells what it was given, measured and came to, from the upload to the endpoint', async () => {
    const { world, runId } = await worldAfter();

    const experiment = await experimentIn(world, runId);

    expect(experiment).toMatchObject({
      outcome: 'deployed',
      parameters: { split: '70/15/15', 'gate.metric': 'accuracy' },
      selected: 'bigram',
      decision: { verdict: 'promote', interval: [expect.any(Number), expect.any(Number)] },
      lineage: {
        uploads: [{ key: 'reviews/a.csv', isNew: true }],
        dataset: { version: 1 },
        trainings: [{ candidate: 'bigram', jobName: jobName.train(WORKLOAD, runId, 'bigram') }],
        model: { sha256: 'a'.repeat(64) },
        package: { version: 1 },
        release: { endpointConfigName: expect.stringContaining('reviews') },
      },
    });
    expect(experiment?.candidates).toMatchObject([
      { name: 'unigram', status: 'evaluated', parameters: { ngramMax: 1, 'job.capacity': 'on-demand ml.m5.large' } },
      {
        name: 'bigram',
        status: 'evaluated',
        parameters: { ngramMax: 2 },
        validation: { accuracy: expect.any(Number) },
      },
    ]);
  });

  it('refers to each document by the digest of what is stored', async () => {
    const { world, runId } = await worldAfter();

    const experiment = await experimentIn(world, runId);

    const stored = [...world.artifacts.documents].map(([key, text]) => ({
      uri: world.artifacts.uri(key),
      sha256: sha256(text),
    }));
    const { documents } = experiment ?? {};
    expect(Object.keys(documents ?? {}).sort()).toEqual(['decision', 'evaluation', 'plan', 'results', 'summary']);
    expect(stored).toEqual(expect.arrayContaining(Object.values(documents ?? {})));
  });

  it('that the gate refused has the reasons, and no release', async () => {
    const { world, runId } = await worldAfter({ wrongOneIn: 2 });

    expect(await experimentIn(world, runId)).toMatchObject({
      outcome: 'rejected',
      error: { code: 'GATE_REFUSED' },
      decision: { verdict: 'reject', reasons: expect.arrayContaining([expect.any(String)]) },
      lineage: { package: { version: 1 } },
    });
    expect((await experimentIn(world, runId))?.lineage.release).toBeUndefined();
  });

  it('that failed in training has what each candidate failed of, and no figures', async () => {
    const { world, runId } = await worldAfter(NO_QUOTA_TO_TRAIN);

    const experiment = await experimentIn(world, runId);

    expect(experiment).toMatchObject({ outcome: 'failed', error: { code: 'QUOTA_EXCEEDED' } });
    expect(experiment?.candidates.map(({ status }) => status)).toEqual(['failed', 'failed']);
    expect(experiment?.test).toBeUndefined();
  });

  it('whose evaluation cannot be read is recorded without it', async () => {
    const { world, runId } = await worldAfter();
    world.artifacts.documents.set(artifactKey.evaluation(WORKLOAD, runId), '{}');
    world.artifacts.documents.delete(artifactKey.experiment(WORKLOAD, runId));

    await keepLater(world);

    expect(await experimentIn(world, runId)).toMatchObject({
      outcome: 'deployed',
      lineage: { package: { version: 1 } },
    });
    expect((await experimentIn(world, runId))?.test).toBeUndefined();
  });

  it('is written once for the same end, however often that is concluded', async () => {
    const world = new World();
    await admit(objectCreated('reviews/a.csv'), world);
    const state = await new Loop(world, templates).walk('e1');
    const writes: string[] = [];
    const write = world.artifacts.write.bind(world.artifacts);
    world.artifacts.write = (key, document) => {
      writes.push(key);
      return write(key, document);
    };
    const input = { state, execution: leaseInput('e1').execution };

    for (let call = 0; call < 3; call += 1) await concludeState(input, world);

    expect(writes).toEqual([artifactKey.experiment(WORKLOAD, await onlyRun(world))]);
  });

  it('keeps no lease when it cannot be written, and is made good by keep', async () => {
    const world = new World();
    await admit(objectCreated('reviews/a.csv'), world);
    const state = await new Loop(world, templates).walk('e1');
    const write = world.artifacts.write;
    world.artifacts.write = () => Promise.reject(new Error('no such right'));

    const end = await concludeState({ state, execution: leaseInput('e1').execution }, world);

    expect(end.outcome).toBe('deployed');
    expect((await world.records.lease.read())?.holder).toBeUndefined();
    const runId = await onlyRun(world);
    expect(await experimentIn(world, runId)).toBeUndefined();
    world.artifacts.write = write;
    await keepLater(world);
    expect(await experimentIn(world, runId)).toMatchObject({ outcome: 'deployed' });
  });

  it('has the use of jobs that ended after the run, and keeps what it knew of the release', async () => {
    const { world, loop, runId } = await worldAfter();
    const before = await experimentIn(world, runId);
    for (const candidate of ['unigram', 'bigram']) {
      const usage = trained(runId, candidate);
      world.readings.set(usage.jobName, usage);
    }
    for (const [upload, execution] of [
      ['b.csv', 'e2'],
      ['c.csv', 'e3'],
    ] as const) {
      await admit(objectCreated(`reviews/${upload}`), world);
      await loop.run(execution, { wrongOneIn: 1_000 });
    }

    await keepLater(world);

    const experiment = await experimentIn(world, runId);
    expect(experiment?.cost.dollars).toBeGreaterThan(0);
    expect(experiment?.candidates.map(({ jobs }) => jobs.length)).toEqual([1, 1]);
    expect(experiment?.lineage.release).toEqual(before?.lineage.release);
  });
});
