import { describe, expect, it } from '@jest/globals';
import type { ObjectCreated } from '../../domain/admit/messages.ts';
import { admitBatch } from '../../lambdas/admit/batch.ts';
import { obey } from '../../lambdas/admit/command.ts';
import { admit } from './memory/admit.ts';
import { objectCreated, queueBatch } from './memory/events.ts';
import { deployedWorkload, WORKLOAD, World } from './memory/world.ts';

const messages = (...events: ObjectCreated[]) => queueBatch(...events.map((event) => JSON.stringify(event)));

describe('admit', () => {
  it('records an upload once and opens one window, however often and in parallel the event comes', async () => {
    const world = new World();
    const event = objectCreated('reviews/a.csv');

    await Promise.all(Array.from({ length: 5 }, () => admit(event, world)));
    await admit(event, world);

    const uploads = await world.records.uploads();
    expect(uploads).toMatchObject([{ key: 'reviews/a.csv', versionId: 'v1', status: 'received', sizeBytes: 100 }]);
    expect([...world.scheduled.keys()]).toEqual([`reviews-${(world.clock + 60_000) / 1000}`]);
  });

  it('makes one run of two uploads within the window', async () => {
    const world = new World();

    await admit(objectCreated('reviews/a.csv'), world);
    world.clock += 30_000;
    await admit(objectCreated('reviews/b.csv'), world);

    expect(await world.records.uploads()).toHaveLength(2);
    expect(world.scheduled.size).toBe(1);
  });

  it('opens another window for an upload that comes after the first one closed', async () => {
    const world = new World();

    await admit(objectCreated('reviews/a.csv'), world);
    world.clock += 61_000;
    await admit(objectCreated('reviews/b.csv'), world);

    expect(world.scheduled.size).toBe(2);
  });

  it('announces the window again when the schedule was never made', async () => {
    const world = new World();
    const broken = { ...world, now: world.now, scheduler: { startAt: () => Promise.reject(new Error('killed')) } };
    const event = objectCreated('reviews/a.csv');

    await expect(admit(event, { ...broken, workloads: world.workloads })).rejects.toThrow('killed');
    await admit(event, world);

    expect(world.scheduled.size).toBe(1);
  });

  it('starts at once, one execution an upload, when there is no window', async () => {
    const world = new World();
    world.deployed = deployedWorkload({ debounceSeconds: 0 });

    await admit(objectCreated('reviews/a.csv'), world);
    await admit(objectCreated('reviews/a.csv'), world);
    await admit(objectCreated('reviews/b.csv'), world);

    expect(world.scheduled.size).toBe(0);
    expect([...world.started.values()]).toEqual(Array(2).fill({ workload: WORKLOAD, trigger: 'upload', force: false }));
  });

  it('calls no run for an upload that a run has read', async () => {
    const world = new World();
    await admit(objectCreated('reviews/a.csv'), world);
    const [upload] = await world.records.uploads();
    await world.records
      .upload(upload?.uploadId ?? '')
      .change((known) => known && { ...known, runId: 'aaaaaaaaaaaa-1' });
    world.scheduled.clear();
    world.clock += 3_600_000;

    await admit(objectCreated('reviews/a.csv'), world);

    expect(world.scheduled.size).toBe(0);
  });

  it.each(['stranger/a.csv', 'a.csv', 'Reviews/a.csv'])(
    'tells people of %s, which lies in no workload, and goes on',
    async (key) => {
      const world = new World();

      const answer = await admitBatch(messages(objectCreated(key)), world);

      expect(answer.batchItemFailures).toEqual([]);
      expect(world.notifications.sent).toHaveLength(1);
      expect(world.notifications.sent[0]?.message).toContain('UPLOAD_NO_WORKLOAD');
    },
  );

  it('records an empty file and passes over a folder', async () => {
    const world = new World();

    await admitBatch(
      messages(objectCreated('reviews/', 'v0', { size: 0 }), objectCreated('reviews/e.csv', 'v1', { size: 0 })),
      world,
    );

    expect(await world.records.uploads()).toMatchObject([{ key: 'reviews/e.csv', sizeBytes: 0 }]);
  });

  it('fails a poison message alone, and handles an event that is in the batch twice once', async () => {
    const world = new World();
    let asked = 0;
    const counting = {
      ...world.workloads,
      find: (name: string) => {
        asked += 1;
        return world.workloads.find(name);
      },
    };
    const event = JSON.stringify(objectCreated('reviews/a.csv'));

    const answer = await admitBatch(queueBatch(event, 'not json', event, '{"detail-type":"Other"}'), {
      ...world,
      now: world.now,
      workloads: counting,
    });

    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'm1' }, { itemIdentifier: 'm3' }]);
    expect(asked).toBe(1);
    expect(await world.records.uploads()).toHaveLength(1);
  });
});

describe('the commands of people', () => {
  it('start a run by name, so that a repeated request is one start', async () => {
    const world = new World();
    const command = { command: 'start', workload: WORKLOAD, trigger: 'manual', force: true, requestId: 'abc' } as const;

    await obey(command, world);
    await obey(command, world);

    expect([...world.started]).toEqual([
      ['reviews-manual-abc', { workload: WORKLOAD, trigger: 'manual', force: true }],
    ]);
  });

  it('exclude and release an upload', async () => {
    const world = new World();
    await admit(objectCreated('reviews/a.csv'), world);
    const uploadId = (await world.records.uploads())[0]?.uploadId ?? '';

    const excluded = await obey({ command: 'exclude', workload: WORKLOAD, uploadId }, world);
    const released = await obey({ command: 'release', workload: WORKLOAD, uploadId }, world);

    expect(excluded).toMatchObject({ status: 'excluded' });
    expect(released).toMatchObject({ status: 'admitted' });
  });

  it('are refused for an unknown upload and an unknown workload', async () => {
    const world = new World();

    await expect(obey({ command: 'release', workload: WORKLOAD, uploadId: 'x' }, world)).rejects.toMatchObject({
      code: 'UPLOAD_UNKNOWN',
    });
    await expect(obey({ command: 'release', workload: 'other', uploadId: 'x' }, world)).rejects.toMatchObject({
      code: 'WORKLOAD_UNKNOWN',
    });
  });
});
