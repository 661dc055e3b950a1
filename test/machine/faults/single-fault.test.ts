import { beforeAll, describe, expect, it } from '@jest/globals';
import { deployedWorkload, World } from '../../lambdas/memory/world.ts';
import { statesOf } from '../account/execution.ts';
import { synthesized, type Templates } from '../account/templates.ts';
import type { States } from '../asl/definition.ts';
import { Loop } from '../loop.ts';
import { AT_TASKS, everyFault } from './every-fault.ts';
import { differences, play, printed } from './play.ts';
import { isAtState, sample } from './sample.ts';
import { SCENARIOS } from './scenarios.ts';
import { violations } from './violations.ts';

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

/** The runs that between them come through all states are crashed at each of them, the others at a share. */
const CRASHED_EVERYWHERE = new Set(['a model that a person approves', 'candidates that are tuned']);
const entered = new Set<string>();

function noteStates({ machines }: Loop): void {
  for (const execution of machines.all) for (const state of statesOf(execution)) entered.add(state);
}

const namesIn = ({ States }: States): string[] =>
  Object.entries(States).flatMap(([name, state]) => [
    name,
    ...(state.Type === 'Map' ? namesIn(state.ItemProcessor) : []),
  ]);

describe('after any one fault, retries and a resumption', () => {
  it.each(SCENARIOS.map((scenario, at) => [scenario.name, scenario, at] as const))(
    'row 9: %s ends as it does without faults: nothing lost, nothing twice, what is live is what the record says',
    async (name, scenario, at) => {
      const calm = await play(scenario, templates);
      expect(await differences(scenario, calm)).toEqual([]);
      const all = everyFault(calm).filter((fault) => scenario.endsOtherwise?.(fault) !== true);
      const faults = [
        ...sample(all.filter(isAtState), CRASHED_EVERYWHERE.has(name) ? 1 : 6, at),
        ...sample(
          all.filter((fault) => !isAtState(fault)),
          12,
          at,
        ),
      ];

      const wrong: string[] = [];
      for (const fault of faults) {
        for (const stopsJobs of fault.kind.startsWith('stopped') ? [true, false] : [true]) {
          const loop = await play(scenario, templates, [fault], { stopsJobs });
          noteStates(loop);
          const differs = await differences(scenario, loop);
          const struck = loop.faults.struck.length === 1 ? [] : ['it never came about'];
          wrong.push(...[...differs, ...struck].map((what) => `${printed(fault)}: ${what}`));
        }
      }

      expect(faults.length).toBeGreaterThan(20);
      expect(wrong).toEqual([]);
    },
    600_000,
  );

  it.each([
    ['Prepare', 'LookAtPrepareJob'],
    ['TrainCandidate', 'LookAtTrainingJob'],
    ['Evaluate', 'LookAtEvaluateJob'],
  ])('row 9: so does a run of which %s is lost and %s goes wrong too', async (job, look) => {
    const [scenario] = SCENARIOS;
    if (scenario === undefined) throw new Error('there is no scenario');
    const lost = { point: `state/${job}`, occurrence: 1, kind: 'task-answer-lost' } as const;
    for (const kind of AT_TASKS) {
      const loop = await play(scenario, templates, [lost, { point: `state/${look}`, occurrence: 1, kind }]);
      noteStates(loop);
      expect({ kind, wrong: await differences(scenario, loop), struck: loop.faults.struck.length }).toEqual({
        kind,
        wrong: [],
        struck: 2,
      });
    }
  });

  it('row 12: an approval that never comes expires after a week; the champion stays, the alarm of failed runs goes off', async () => {
    const loop = new Loop(new World(), templates);
    loop.upload('a.csv');
    await loop.settle();
    const live = loop.runtime.liveConfig;
    loop.world.deployed = deployedWorkload({ approval: 'manual' });
    loop.outcomes = { wrongOneIn: 1000 };

    loop.upload('b.csv');
    await loop.settle();
    noteStates(loop);

    const waited = loop.machines.all.findLast(({ machine }) => machine === 'retrain');
    expect(waited).toMatchObject({ status: 'FAILED', error: 'APPROVAL_EXPIRED' });
    expect(((waited?.endedAt ?? 0) - (waited?.startedAt ?? 0)) / 86_400_000).toBeCloseTo(7, 1);
    expect(loop.runtime.liveConfig).toBe(live);
    expect(await loop.world.records.release.read()).toMatchObject({ live: { packageVersion: 1 } });
    expect(await loop.world.records.runs()).toContainEqual(
      expect.objectContaining({ outcome: 'failed', error: expect.objectContaining({ code: 'APPROVAL_EXPIRED' }) }),
    );
    expect(loop.world.registry.packages.at(-1)).toMatchObject({ status: 'Rejected' });
    // Its upload is what a later run is about: nothing is lost by waiting in vain.
    expect(await violations(loop)).toEqual(['upload reviews/b.csv is received']);
  });

  it('has come through every state of both state machines', () => {
    const { retrain, rollout } = templates.machines;
    expect([...namesIn(retrain), ...namesIn(rollout)].filter((name) => !entered.has(name))).toEqual([]);
  });
});

describe('what is looked at after a fault', () => {
  const [first] = SCENARIOS;
  const played = async () => {
    if (first === undefined) throw new Error('there is no scenario');
    return play(first, templates);
  };

  it.each<[string, (loop: Loop) => Promise<unknown>, RegExp]>([
    [
      'an upload that no run came for',
      async (loop) => {
        loop.upload('late.csv');
        await loop.clock.pass(30);
      },
      /upload reviews\/late.csv is received/,
    ],
    [
      'a job that nobody waits for',
      async (loop) => loop.jobs.create('training', { TrainingJobName: 'orphan' }),
      /job orphan goes on/,
    ],
    [
      'an execution that goes on',
      async (loop) => {
        loop.upload('late.csv');
        await loop.clock.pass(200);
      },
      /execution .* goes on/,
    ],
    [
      'a lease that is held',
      (loop) => loop.world.records.lease.change((now) => now && { ...now, holder: 'e' }),
      /e holds/,
    ],
    [
      'an endpoint that serves something else',
      async (loop) => {
        loop.runtime.endpoint = { status: 'InService', config: 'other', wanted: undefined };
      },
      /other is live, but the record says/,
    ],
    [
      'a package that was registered twice',
      async (loop) => loop.world.registry.packages.push(...loop.world.registry.packages),
      /has two packages/,
    ],
    [
      'a dataset that was committed twice',
      async ({ world: { lake } }) => {
        const [[key, text] = ['', '']] = lake.documents;
        lake.documents.set(key.replace('/1.json', '/3.json'), text.replace('"version":1', '"version":3'));
      },
      /committed twice/,
    ],
  ])('shows %s', async (_name, tamper, shown) => {
    const loop = await played();
    expect(await violations(loop)).toEqual([]);

    await tamper(loop);

    expect((await violations(loop)).join('\n')).toMatch(shown);
  });
});
