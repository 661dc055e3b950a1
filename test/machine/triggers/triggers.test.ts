import { beforeAll, describe, expect, it } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import fc from 'fast-check';
import { uploadIdOf } from '../../../domain/admit/upload-record.ts';
import { planSchema } from '../../../domain/lease/plan.ts';
import { brakesSchema } from '../../../domain/workload/brakes.ts';
import { objectCreated, queueMessage } from '../../lambdas/memory/events.ts';
import { deployedWorkload, WORKLOAD, World } from '../../lambdas/memory/world.ts';
import { synthesized, type Templates } from '../account/templates.ts';
import { StateFailure } from '../asl/failure.ts';
import { sent } from '../asl/json.ts';
import { Loop } from '../loop.ts';

const CANDIDATES = ['unigram', 'bigram'];

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

const message = (messageId: string, event: object) => queueMessage(messageId, JSON.stringify(event));
const deliver = (loop: Loop, ...records: SQSEvent['Records']): void =>
  loop.functions.send('admit', sent({ Records: records }));

function startAtOnce(brakes: Partial<ReturnType<typeof brakesSchema.parse>> = {}): World {
  const world = new World();
  world.deployed = deployedWorkload({ debounceSeconds: 0, brakes: brakesSchema.parse(brakes) });
  return world;
}

const trainings = (loop: Loop): string[] =>
  loop.jobs.all.filter(({ kind }) => kind === 'training').map(({ name }) => name);

describe('events, on the synthesized state machines', () => {
  it('row 1: the same event five times, twice in one batch and in parallel, is one run, one training and four duplicates', async () => {
    const picks = fc.infiniteStream(fc.nat());
    await fc.assert(
      fc.asyncProperty(picks, async (stream) => {
        const world = startAtOnce();
        const loop = new Loop(world, templates, { pick: (count) => (stream.next().value ?? 0) % count });
        const event = objectCreated('reviews/a.csv');

        deliver(loop, message('m1', event), message('m2', event));
        for (const id of ['m3', 'm4', 'm5']) deliver(loop, message(id, event));
        // A message that comes again is the same message.
        deliver(loop, message('m3', event));
        await loop.settle();

        expect(await world.records.uploads()).toMatchObject([{ status: 'admitted', duplicates: 4 }]);
        const runs = await world.records.runs();
        expect(runs).toMatchObject([{ outcome: 'deployed' }]);
        expect(trainings(loop).sort()).toEqual(CANDIDATES.map((name) => `reviews-${runs[0]?.runId}-t-${name}`).sort());
      }),
      { numRuns: 20 },
    );
  });

  it("row 2: version 2's event before version 1's: the run reads version 2, and version 1 starts nothing", async () => {
    const world = startAtOnce();
    const loop = new Loop(world, templates);

    deliver(loop, message('m2', objectCreated('reviews/a.csv', 'v2', { sequencer: '0B' })));
    await loop.settle();
    deliver(loop, message('m1', objectCreated('reviews/a.csv', 'v1', { sequencer: '0A' })));
    await loop.settle();
    loop.beat();
    await loop.settle();

    expect(loop.functions.lost).toEqual([]);
    const runs = await world.records.runs();
    expect(runs).toHaveLength(1);
    const plan = await world.artifacts.read(`reviews/runs/${runs[0]?.runId}/plan.json`, planSchema);
    expect(plan.uploads).toMatchObject([{ key: 'reviews/a.csv', versionId: 'v2' }]);
  });

  it('row 6: a poison message among ten holds nobody up, and the mended one is recorded once when it comes again', async () => {
    const world = startAtOnce();
    const loop = new Loop(world, templates);
    const files = Array.from({ length: 9 }, (_, index) => message(`m${index}`, objectCreated(`reviews/${index}.csv`)));

    const batch = sent({ Records: [...files.slice(0, 4), message('poison', { no: 'event' }), ...files.slice(4)] });
    const answering = loop.functions.invoke('admit', batch);
    await loop.settle();

    expect(await answering).toEqual({ batchItemFailures: [{ itemIdentifier: 'poison' }] });
    expect(await world.records.uploads()).toHaveLength(9);
    deliver(loop, message('poison', objectCreated('reviews/mended.csv')), ...files.slice(0, 2));
    await loop.settle();

    const uploads = await world.records.uploads();
    expect(uploads).toHaveLength(10);
    expect(uploads.map(({ duplicates }) => duplicates ?? 0)).toEqual(Array(10).fill(0));
    const mended = await world.records.upload(uploadIdOf('raw', 'reviews/mended.csv', 'v1')).read();
    expect(mended?.status).toBe('admitted');
  });
});

describe('the brakes, on the synthesized state machines', () => {
  it('row 28: a hundred uploads, starts and forced starts are no more trainings than the budget, and nothing is lost', async () => {
    const runsPerDay = 3;
    const world = startAtOnce({ runsPerDay, triggersPerWindow: 20, windowSeconds: 60 });
    const loop = new Loop(world, templates);
    const refused = new Set<string>();
    const ask = async (force: boolean, requestId: string): Promise<void> => {
      const command = { command: 'start', workload: WORKLOAD, force, requestId };
      await loop.functions.invoke('admit', sent(command)).catch((thrown: unknown) => {
        if (!(thrown instanceof StateFailure)) throw thrown;
        refused.add(thrown.error);
      });
    };
    for (let count = 0; count < 100; count += 1) {
      // Two bursts, so that the second one meets a spent budget.
      await loop.clock.pass(count === 50 ? 14_400 : 1);
      const key = `reviews/${String.fromCharCode(97 + (count % 26))}-${count}.csv`;
      if (count % 5 < 3) deliver(loop, message(`m${count}`, objectCreated(key)));
      else void ask(count % 5 === 4, `r${count}`);
    }
    await loop.settle();

    const runs = await world.records.runs();
    expect(runs.length).toBeLessThanOrEqual(runsPerDay);
    expect(trainings(loop).length).toBeLessThanOrEqual(runsPerDay * CANDIDATES.length);
    expect(refused).toEqual(new Set(['TRIGGER_STORM', 'BUDGET_SPENT']));
    const told = world.notifications.sent.filter(({ subject }) => subject.includes('no more runs today'));
    expect(told.length).toBeLessThanOrEqual(1);
    expect(await world.records.uploads()).toHaveLength(60);

    await loop.clock.pass(86_400);
    loop.beat();
    await loop.settle();

    expect(loop.functions.lost).toEqual([]);
    const waiting = (await world.records.uploads()).filter(({ runId }) => runId === undefined);
    expect(waiting).toEqual([]);
    expect((await world.records.lease.read())?.holder).toBeUndefined();
  }, 60_000);
});
