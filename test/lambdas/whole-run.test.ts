import { beforeAll, describe, expect, it } from '@jest/globals';
import { sha256 } from '../../domain/hash.ts';
import { configurationHash } from '../../domain/workload/deployed.ts';
import { NO_QUOTA_TO_TRAIN } from '../machine/account/programs.ts';
import { synthesized, type Templates } from '../machine/account/templates.ts';
import { Loop } from '../machine/loop.ts';
import { admit } from './memory/admit.ts';
import { objectCreated } from './memory/events.ts';
import { World } from './memory/world.ts';

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

async function upload(world: World, ...keys: string[]): Promise<void> {
  for (const key of keys) await admit(objectCreated(`reviews/${key}`), world);
}

const statuses = async (world: World) =>
  Object.fromEntries((await world.records.uploads()).map(({ key, status }) => [key.slice(8), status]));

describe.each([1, 2])('a run whose stages are each called %i times', (calls) => {
  it('ends deployed, with one package, one release, admitted uploads and a free lease', async () => {
    const world = new World();
    const loop = new Loop(world, templates, { calls });
    await upload(world, 'a.csv');

    const end = await loop.run('e1');

    expect(end).toEqual({ outcome: 'deployed' });
    expect(world.registry.packages).toMatchObject([{ packageVersion: 1, status: 'Approved' }]);
    expect(await world.records.release.read()).toMatchObject({ live: { packageVersion: 1 } });
    expect(await statuses(world)).toEqual({ 'a.csv': 'admitted' });
    expect((await world.records.lease.read())?.holder).toBeUndefined();
    const [run] = await world.records.runs();
    expect(run).toMatchObject({
      outcome: 'deployed',
      packageVersion: 1,
      dataset: { accepted: 990 },
      decision: { verdict: 'promote' },
    });
    const marks = Object.fromEntries(Object.entries(run?.stages ?? {}).map(([stage, mark]) => [stage, mark?.status]));
    expect(marks).toEqual({
      admit: 'done',
      lease: 'done',
      prepare: 'done',
      train: 'done',
      evaluate: 'done',
      gate: 'done',
      register: 'done',
      approve: 'skipped',
      rollout: 'done',
      conclude: 'done',
    });
    expect(world.notifications.sent).toHaveLength(1);
  });

  it('ends deployed where a text may have several labels, and is another configuration', async () => {
    const world = new World();
    const one = world.deployed;
    world.deployed = {
      ...one,
      config: { ...one.config, task: 'multi-label', gate: { ...one.config.gate, metric: 'macroF1' } },
    };
    await upload(world, 'a.csv');

    const end = await new Loop(world, templates, { calls }).run('e1');

    expect(end).toEqual({ outcome: 'deployed' });
    const [run] = await world.records.runs();
    expect(run).toMatchObject({ decision: { verdict: 'promote', metric: 'macroF1' } });
    expect(configurationHash(world.deployed, {})).not.toBe(configurationHash(one, {}));
  });

  it('adds each candidate to the table of evaluations, and the verdict to the one that met the test rows', async () => {
    const world = new World();
    await upload(world, 'a.csv');

    await new Loop(world, templates, { calls }).run('e1');

    const [[key, rows] = ['', []]] = world.rows;
    const [run] = await world.records.runs();
    expect(key).toBe(`evaluations/workload=reviews/${run?.runId}.jsonl`);
    expect(world.rows.size).toBe(1);
    expect(rows.map((row) => ('split' in row && 'verdict' in row ? [row.split, row.verdict] : []))).toEqual(
      expect.arrayContaining([
        ['validation', null],
        ['test', 'promote'],
      ]),
    );
    expect(rows).toHaveLength(3);
  });

  it('row 3: is skipped when the same content comes under another key', async () => {
    const world = new World();
    const loop = new Loop(world, templates, { calls });
    await upload(world, 'a.csv');
    await loop.run('e1');
    const [first] = await world.records.runs();
    await upload(world, 'a-again.csv');

    const end = await loop.run('e2');

    expect(end).toEqual({ outcome: 'skipped' });
    expect((await world.records.runs()).find((run) => run.outcome === 'skipped')).toMatchObject({
      sameAs: first?.runId,
      // The rows of both files, though the dataset was committed with those of the first one.
      dataset: { received: 2000, accepted: 1980, duplicates: 8, quarantined: 12 },
    });
    expect(await statuses(world)).toEqual({ 'a.csv': 'admitted', 'a-again.csv': 'admitted' });
    expect(world.registry.packages).toHaveLength(1);
  });

  it('fails when nothing but unreadable files is new, and tells of one beside readable files', async () => {
    const world = new World();
    const loop = new Loop(world, templates, { calls });
    await upload(world, 'a.csv', 'a-broken-1.csv');
    await loop.run('e1');
    const [first] = await world.records.runs();
    await upload(world, 'a-broken-2.csv');

    const end = await loop.run('e2');

    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'UPLOAD_UNREADABLE' } });
    expect(await statuses(world)).toEqual({
      'a.csv': 'admitted',
      'a-broken-1.csv': 'unreadable',
      'a-broken-2.csv': 'unreadable',
    });
    expect(first?.outcome).toBe('deployed');
    expect(first?.stages.prepare?.note).toContain('a-broken-1.csv could not be read (UPLOAD_UNREADABLE)');
  });

  it('suspends the uploads that made the model worse, and keeps the old one live', async () => {
    const world = new World();
    const loop = new Loop(world, templates, { calls });
    await upload(world, 'a.csv');
    await loop.run('e1');
    const live = loop.runtime.liveConfig;
    await upload(world, 'poison.csv');

    const end = await loop.run('e2', { wrongOneIn: 2 });

    expect(end).toMatchObject({ outcome: 'rejected', error: { code: 'GATE_REFUSED' } });
    expect(await statuses(world)).toEqual({ 'a.csv': 'admitted', 'poison.csv': 'suspended' });
    expect(world.registry.packages).toMatchObject([{ status: 'Approved' }, { status: 'Rejected' }]);
    expect(world.registry.packages[1]?.reason).toMatch(/^The gate refused it: /);
    expect(loop.runtime.liveConfig).toBe(live);
    expect(await world.records.release.read()).toMatchObject({ live: { packageVersion: 1 } });
  });

  it('admits the uploads of a run that was refused for want of evidence', async () => {
    const world = new World();
    const loop = new Loop(world, templates, { calls });
    await upload(world, 'a.csv');
    await loop.run('e1');
    await upload(world, 'b.csv');

    const end = await loop.run('e2', { wrongOneIn: 11 });

    expect(end).toMatchObject({ outcome: 'rejected' });
    expect(await statuses(world)).toEqual({ 'a.csv': 'admitted', 'b.csv': 'admitted' });
  });

  it('fails with the code of refused data, sets unreadable files aside and keeps the rest for the next run', async () => {
    const world = new World();
    const loop = new Loop(world, templates, { calls });
    await upload(world, 'a.csv', 'broken.csv');

    const end = await loop.run('e1', { refuse: 'TOO_FEW_ROWS' });

    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'TOO_FEW_ROWS' } });
    expect(await statuses(world)).toEqual({ 'a.csv': 'received', 'broken.csv': 'unreadable' });
    expect((await world.records.runs())[0]?.stages.prepare).toMatchObject({ status: 'failed' });
  });

  it('goes on with the candidate that could be trained', async () => {
    const world = new World();
    await upload(world, 'a.csv');
    const end = await new Loop(world, templates, { calls }).run('e1', {
      jobs: { unigram: { status: 'Failed', reason: 'out of memory' } },
    });

    expect(end.outcome).toBe('deployed');
  });

  it('fails when no candidate could be trained, at the stage where it failed', async () => {
    const world = new World();
    await upload(world, 'a.csv');

    const end = await new Loop(world, templates, { calls }).run('e1', NO_QUOTA_TO_TRAIN);

    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'QUOTA_EXCEEDED' } });
    const [run] = await world.records.runs();
    expect(run?.stages.train).toMatchObject({ status: 'failed' });
    expect(run?.candidates).toMatchObject([
      { reason: expect.stringMatching(/^QUOTA_EXCEEDED: The quota is used up/) },
      { reason: expect.stringMatching(/^QUOTA_EXCEEDED: The quota is used up/) },
    ]);
    expect(await statuses(world)).toEqual({ 'a.csv': 'received' });
  });

  it('fails with the reason of the endpoint, while the old model stays live', async () => {
    const world = new World();
    const loop = new Loop(world, templates, { calls });
    await upload(world, 'a.csv');
    await loop.run('e1');
    const live = loop.runtime.liveConfig;
    await upload(world, 'b.csv');
    loop.runtime.broken = 'the container did not answer /ping';

    const end = await loop.run('e2', { wrongOneIn: 1000 });

    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'ROLLOUT_FAILED' } });
    expect(end.error?.what).toContain('did not answer /ping');
    expect(end.error?.what).toContain(`${live} is still live`);
    expect(await world.records.release.read()).toMatchObject({ live: { packageVersion: 1 } });
    expect(await world.records.run((await world.records.lease.read())?.runId ?? 'none').read()).toBeUndefined();
  });

  it('starts the next run by itself when an upload came meanwhile, and loses neither', async () => {
    const world = new World();
    const loop = new Loop(world, templates, { calls });
    await upload(world, 'a.csv');
    const first = loop.start('e1');
    await loop.untilState(first, 'Conclude');
    await upload(world, 'b.csv');

    const second = await loop.run('e2', { wrongOneIn: 11 });

    expect(second).toEqual({ outcome: 'none' });
    expect(loop.conclusionOf(first)).toMatchObject({ outcome: 'deployed' });
    expect([...world.started]).toEqual([['reviews-rerun-1', { workload: 'reviews', trigger: 'rerun', force: false }]]);
    expect(loop.machines.all.map(({ name, status }) => [name, status])).toContainEqual([
      'reviews-rerun-1',
      'SUCCEEDED',
    ]);
    expect((await world.records.runs()).map(({ outcome }) => outcome).sort()).toEqual(['deployed', 'rejected']);
    expect(await statuses(world)).toEqual({ 'a.csv': 'admitted', 'b.csv': 'admitted' });
  });
});

it('a dataset that was concluded is run again on purpose, as another attempt', async () => {
  const world = new World();
  const loop = new Loop(world, templates);
  await upload(world, 'a.csv');
  await loop.run('e1');

  const end = await loop.run('e2', { force: true, wrongOneIn: 1000 });

  expect(end).toEqual({ outcome: 'deployed' });
  expect((await world.records.runs()).map((run) => run.attempt)).toEqual([1, 2]);
  expect(await world.records.release.read()).toMatchObject({
    live: { packageVersion: 2 },
    previous: { packageVersion: 1 },
  });
});

it('a rollback brings the version before back, and notes who asked for it', async () => {
  const world = new World();
  const loop = new Loop(world, templates);
  await upload(world, 'a.csv');
  await loop.run('e1');
  await loop.run('e2', { force: true, wrongOneIn: 1000 });
  const previous = (await world.records.release.read())?.previous;
  if (previous === undefined) throw new Error('there is no previous release');
  const { packageArn, packageVersion, runId, endpointConfigName } = previous;

  await loop.rollout({ workload: 'reviews', runId, packageArn, packageVersion, reason: 'rollback', by: 'ada' });

  expect(loop.runtime.liveConfig).toBe(endpointConfigName);
  expect(await world.records.release.read()).toMatchObject({
    live: { packageVersion: 1, reason: 'rollback by ada' },
    previous: { packageVersion: 2 },
  });
});

it('the decision and the registry name the hashes of what was decided on', async () => {
  const world = new World();
  await upload(world, 'a.csv');
  await new Loop(world, templates).run('e1');

  expect(world.registry.packages[0]?.facts).toMatchObject({
    datasetId: sha256('a'),
    codeDigest: 'aaa',
    modelDigest: 'b'.repeat(64),
  });
});
