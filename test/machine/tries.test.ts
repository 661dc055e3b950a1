import { beforeAll, describe, expect, it } from '@jest/globals';
import { planSchema } from '../../domain/lease/plan.ts';
import { artifactKey } from '../../domain/names.ts';
import type { Settings } from '../../domain/try/settings.ts';
import { WORKLOAD, World } from '../lambdas/memory/world.ts';
import { synthesized, type Templates } from './account/templates.ts';
import { violations } from './faults/violations.ts';
import { Loop } from './loop.ts';

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

/** A loop whose first model is live; every later one would be better. */
async function live(): Promise<Loop> {
  const loop = new Loop(new World(), templates);
  loop.upload('a.csv');
  await loop.settle();
  loop.outcomes = { wrongOneIn: 1000 };
  return loop;
}

/** A person asks for it, and time passes until nothing is left to do. */
async function ask(loop: Loop, settings?: Settings): Promise<unknown> {
  const command = { command: 'start', workload: WORKLOAD, ...(settings && { settings }) };
  const answer = loop.functions.invoke('admit', command);
  // It may come long before nothing is left to do.
  answer.catch(() => undefined);
  await loop.settle();
  return answer;
}

const lakeKeys = ({ world }: Loop): string[] => [...world.lake.documents.keys()].sort();
const last = async ({ world }: Loop) =>
  (await world.records.runs()).toSorted((a, b) => a.startedAt.localeCompare(b.startedAt)).at(-1);

describe('a try', () => {
  it.each<Settings>([{ sample: 2000 }, { split: '80/20' }, { 'candidates.bigram.hyperparameters.C': 2 }])(
    'with %j is measured and decided about, and goes live in no case',
    async (settings) => {
      const loop = await live();
      const [before, config] = [lakeKeys(loop), loop.runtime.liveConfig];

      await ask(loop, settings);

      const run = await last(loop);
      expect(run).toMatchObject({
        outcome: 'rejected',
        tried: settings,
        uploadIds: [],
        decision: { verdict: 'promote' },
        error: { code: 'TRY_ENDED', why: 'the gate would have promoted it' },
      });
      expect(loop.runtime.liveConfig).toBe(config);
      expect(loop.world.registry.packages.at(-1)).toMatchObject({ status: 'Rejected' });
      expect(lakeKeys(loop)).toEqual(before);
      const plan = await loop.world.artifacts.read(artifactKey.plan(WORKLOAD, run?.runId ?? ''), planSchema);
      expect(plan.tried).toEqual(settings);
      expect(loop.jobs.all.find(({ name }) => name.includes(`${run?.runId}-t-`))?.request.InputDataConfig).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            ChannelName: 'train',
            DataSource: expect.objectContaining({
              S3DataSource: expect.objectContaining({
                S3Uri: expect.stringContaining(artifactKey.datasetSplit(WORKLOAD, run?.runId ?? '', 'train')),
              }),
            }),
          }),
        ]),
      );
      expect(await violations(loop)).toEqual([]);
    },
  );

  it('suspends no upload, and leaves the run open that is still to come for a new one', async () => {
    const loop = await live();
    loop.world.deployed = {
      ...loop.world.deployed,
      config: { ...loop.world.deployed.config, trigger: { onUpload: false } },
    };
    loop.upload('b.csv');
    await loop.settle();
    loop.outcomes = { wrongOneIn: 2 };

    await ask(loop, { sample: 500 });
    const statuses = async () =>
      Object.fromEntries((await loop.world.records.uploads()).map(({ key, status }) => [key, status]));
    expect(await last(loop)).toMatchObject({
      outcome: 'rejected',
      decision: { verdict: 'reject', suspendUploads: false },
    });
    expect(await statuses()).toEqual({ 'reviews/a.csv': 'admitted', 'reviews/b.csv': 'received' });

    loop.outcomes = { wrongOneIn: 1000 };
    await ask(loop);
    expect(await last(loop)).toMatchObject({ outcome: 'deployed', dataset: { version: 2 } });
    expect(await statuses()).toEqual({ 'reviews/a.csv': 'admitted', 'reviews/b.csv': 'admitted' });
  });

  it('leaves what was asked for before it to the run that follows', async () => {
    const loop = await live();
    loop.clock.after(60, () => loop.upload('b.csv'));
    await ask(loop, { sample: 500 });

    expect((await loop.world.records.runs()).map(({ outcome }) => outcome).toSorted()).toEqual([
      'deployed',
      'deployed',
      'rejected',
    ]);
    expect(await violations(loop)).toEqual([]);
  });

  it('is the same try again, which is not run twice', async () => {
    const loop = await live();
    await ask(loop, { sample: 500 });
    const before = await loop.world.records.runs();

    await loop.clock.pass(60);
    await ask(loop, { sample: 500 });

    expect(await loop.world.records.runs()).toHaveLength(before.length);
  });

  it('goes live by no hand: a person who approves it in the registry and asks for its release is refused', async () => {
    const loop = await live();
    await ask(loop, { sample: 500 });
    const tried = loop.world.registry.packages.at(-1);
    if (tried === undefined) throw new Error('the try has no package');
    const { packageArn, packageVersion, facts } = tried;
    const config = loop.runtime.liveConfig;

    await loop.decide(packageVersion, 'Approved', 'looks good');
    await loop.settle();
    const { workload, runId } = facts;
    const rollout = await loop.rollout({ workload, runId, packageArn, packageVersion, reason: 'rollback', by: 'ada' });

    expect(rollout).toMatchObject({ status: 'FAILED', error: 'ROLLOUT_FAILED' });
    expect(loop.runtime.liveConfig).toBe(config);
  });

  it('does not begin when a setting cannot be', async () => {
    const loop = await live();
    const executions = loop.machines.all.length;

    await expect(ask(loop, { splitt: '80/20', 'gate.minimum': 7 })).rejects.toMatchObject({
      output: { Error: 'CONFIG_INVALID', Cause: expect.stringMatching(/splitt.*near it: split.*gate\.minimum/s) },
    });
    expect(loop.machines.all).toHaveLength(executions);
  });
});
