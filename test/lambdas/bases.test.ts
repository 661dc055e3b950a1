import { beforeAll, describe, expect, it } from '@jest/globals';
import type { BaseDescription } from '../../domain/base/description.ts';
import { baseKey } from '../../domain/names.ts';
import { deployedWorkloadSchema } from '../../domain/workload/deployed.ts';
import { lease } from '../../lambdas/lease/lease.ts';
import { aBase, transformer } from '../domain/base/bases.ts';
import { synthesized, type Templates } from '../machine/account/templates.ts';
import { Loop } from '../machine/loop.ts';
import { admit } from './memory/admit.ts';
import { leaseInput, objectCreated } from './memory/events.ts';
import { deployedWorkload, World } from './memory/world.ts';

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

async function worldWith(...bases: readonly BaseDescription[]): Promise<{ world: World; loop: Loop }> {
  const world = new World();
  const { config, ...deployed } = deployedWorkload();
  const candidates = [...config.candidates.slice(0, 1), transformer('minilm', { base: 'minilm-l6' })];
  world.deployed = deployedWorkloadSchema.parse({
    ...deployed,
    config: { ...config, candidates },
    images: { ...deployed.images, training: { unigram: 'registry/training:aaa', minilm: 'registry/torch:ccc' } },
  });
  for (const base of bases) await add(world, base);
  await admit(objectCreated('reviews/a.csv'), world);
  return { world, loop: new Loop(world, templates) };
}

const add = (world: World, base: BaseDescription): Promise<void> =>
  world.artifacts.write(baseKey.description(base.name), base);

describe('a run with a transformer', () => {
  it('trains it from the base that was there when it began, and the package says which', async () => {
    const base = aBase('minilm-l6');
    const { world, loop } = await worldWith(base);

    expect(await loop.run('e1')).toEqual({ outcome: 'deployed' });

    const jobs = loop.jobs.all.filter(({ kind }) => kind === 'training').map(({ request }) => JSON.stringify(request));
    expect(jobs).toHaveLength(2);
    const files = `s3://artifacts/bases/minilm-l6/${base.digest}/`;
    expect(jobs.filter((request) => request.includes(files) && request.includes('"ChannelName":"base"'))).toHaveLength(
      1,
    );
    expect(world.registry.packages).toMatchObject([
      { facts: { candidate: 'minilm', base: 'minilm-l6', baseDigest: base.digest } },
    ]);
  });

  it('ends before any machine starts where the base is missing, and is another run once it is there', async () => {
    const { world, loop } = await worldWith();

    const end = await loop.run('e1');

    expect(end).toMatchObject({ outcome: 'failed', error: { code: 'BASE_UNKNOWN' } });
    expect(loop.jobs.all).toEqual([]);
    expect((await world.records.lease.read())?.holder).toBeUndefined();
    expect(await world.records.runs()).toMatchObject([{ outcome: 'failed', error: { code: 'BASE_UNKNOWN' } }]);
    expect(world.notifications.sent.map(({ subject }) => subject).join()).toContain('BASE_UNKNOWN');

    await add(world, aBase('minilm-l6'));
    const [failed] = await world.records.runs();
    await expect(lease(leaseInput('again', { resume: failed?.runId }), world)).rejects.toMatchObject({
      code: 'RUN_NOT_RESUMABLE',
    });
    expect(await loop.run('e2')).toEqual({ outcome: 'deployed' });
    expect(new Set((await world.records.runs()).map(({ runId }) => runId.slice(0, 12))).size).toBe(2);
  });

  it('is another run with another content of the base, and the same run with the same', async () => {
    const { world, loop } = await worldWith(aBase('minilm-l6'));
    await loop.run('e1');

    await loop.run('e2');
    expect(await world.records.runs()).toHaveLength(1);

    await add(world, aBase('minilm-l6', { content: 'tuned' }));
    await loop.run('e3');
    expect(await world.records.runs()).toHaveLength(2);
  });

  it('ends before its training where the base was replaced while its data was prepared', async () => {
    const { world, loop } = await worldWith(aBase('minilm-l6'));
    const execution = loop.start('e1');
    await loop.untilState(execution, 'Prepared');
    await add(world, aBase('minilm-l6', { content: 'tuned' }));

    await loop.settle();

    expect(loop.conclusionOf(execution)).toMatchObject({ outcome: 'failed', error: { code: 'BASE_CHANGED' } });
    expect(loop.jobs.all.filter(({ kind }) => kind === 'training')).toEqual([]);
  });
});
