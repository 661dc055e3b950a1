import { describe, expect, it } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import fc from 'fast-check';
import { brakesSchema } from '../../domain/workload/brakes.ts';
import { admitBatch } from '../../lambdas/admit/batch.ts';
import { obey } from '../../lambdas/admit/command.ts';
import { objectCreated, queueMessage } from './memory/events.ts';
import { deployedWorkload, WORKLOAD, World } from './memory/world.ts';

const WINDOW_SECONDS = 60;
const ALLOWED = 5;

function calmWorld(): World {
  const world = new World();
  world.deployed = deployedWorkload({
    debounceSeconds: 0,
    brakes: brakesSchema.parse({ triggersPerWindow: ALLOWED, windowSeconds: WINDOW_SECONDS }),
  });
  return world;
}

const batch = (...files: readonly string[]): SQSEvent => ({
  Records: files.map((file) => queueMessage(`m-${file}`, JSON.stringify(objectCreated(`reviews/${file}.csv`)))),
});
const numbered = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `f${from + index}`);

const start = (force = false) => ({ command: 'start', workload: WORKLOAD, trigger: 'manual', force }) as const;

describe('the storm breaker', () => {
  it('lets as many triggers start a run each as the window allows', async () => {
    const world = calmWorld();

    await admitBatch(batch(...numbered(1, ALLOWED)), world);

    expect(world.started.size).toBe(ALLOWED);
    expect(world.scheduled.size).toBe(0);
    expect(world.notifications.sent).toEqual([]);
  });

  it('makes one run of all that comes after, at the end of the window, and tells people once', async () => {
    const world = calmWorld();
    await admitBatch(batch(...numbered(1, ALLOWED)), world);
    world.clock += 10_000;

    await admitBatch(batch(...numbered(6, 15)), world);
    await Promise.all([admitBatch(batch(...numbered(16, 20)), world), admitBatch(batch(...numbered(21, 25)), world)]);

    const endsAt = new Date(Date.parse('2026-11-21T12:00:00Z') + WINDOW_SECONDS * 1000);
    expect(world.started.size).toBe(ALLOWED);
    expect([...world.scheduled]).toEqual([
      [
        `reviews-storm-${endsAt.getTime() / 1000}`,
        { at: endsAt, input: { workload: WORKLOAD, trigger: 'upload', force: false } },
      ],
    ]);
    const uploads = await world.records.uploads();
    expect(uploads).toHaveLength(25);
    expect(new Set(uploads.map(({ status }) => status))).toEqual(new Set(['received']));
    const storms = world.notifications.sent.filter(({ message: text }) => text.includes('TRIGGER_STORM'));
    expect(storms).not.toHaveLength(0);
    expect(storms.length).toBeLessThanOrEqual(2);
  });

  it('closes with the window: what comes afterwards starts at once', async () => {
    const world = calmWorld();
    await admitBatch(batch(...numbered(1, 10)), world);
    expect(world.started.size).toBe(0);
    world.clock += (WINDOW_SECONDS + 1) * 1000;

    await admitBatch(batch('later'), world);

    expect(world.started.size).toBe(1);
  });

  it('counts an event once, however often its message comes', async () => {
    const world = calmWorld();

    for (let time = 0; time < 20; time += 1) await admitBatch(batch('same'), world);

    expect(world.started.size).toBe(1);
    expect((await world.records.brakes.read())?.window?.triggers).toBe(1);
  });

  it('refuses the start of a person in a storm, and says when the run comes, or when to ask again', async () => {
    const world = calmWorld();
    await admitBatch(batch(...numbered(1, 10)), world);

    await expect(obey(start(), world)).rejects.toMatchObject({ code: 'TRIGGER_STORM', next: expect.anything() });
    await expect(obey(start(true), world)).rejects.toMatchObject({
      code: 'TRIGGER_STORM',
      next: expect.stringContaining('after 2026-11-21T12:01:00.000Z'),
    });

    expect(world.started.size).toBe(0);
    expect(world.scheduled.size).toBe(1);
  });

  it('starts no more runs than the window allows, and loses no upload, whatever comes and whenever', async () => {
    const step = fc.record({ files: fc.integer({ min: 1, max: 10 }), waitSeconds: fc.integer({ min: 0, max: 40 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (steps) => {
        const world = calmWorld();
        const starts: number[] = [];
        let next = 0;
        for (const { files, waitSeconds } of steps) {
          world.clock += waitSeconds * 1000;
          const before = world.started.size;
          await admitBatch(batch(...numbered(next, next + files - 1)), world);
          next += files;
          for (let started = before; started < world.started.size; started += 1) starts.push(world.clock);
        }

        for (const from of starts) {
          const within = starts.filter((at) => at >= from && at < from + WINDOW_SECONDS * 1000);
          // Windows begin with a trigger, so that two of them may touch each other.
          expect(within.length).toBeLessThanOrEqual(2 * ALLOWED);
        }
        const collapsed = [...world.scheduled.values()].map(({ at }) => at.getTime());
        const isServed = starts.at(-1) === world.clock || collapsed.some((at) => at > world.clock);
        expect(isServed).toBe(true);
        expect(await world.records.uploads()).toHaveLength(next);
      }),
      { numRuns: 100 },
    );
  });
});
