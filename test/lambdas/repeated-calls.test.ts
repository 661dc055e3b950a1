import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Fault } from '../machine/account/faults.ts';
import type { StageName } from '../machine/account/stages.ts';
import { synthesized, type Templates } from '../machine/account/templates.ts';
import type { Json } from '../machine/asl/json.ts';
import { Loop } from '../machine/loop.ts';
import { snapshotOf } from './memory/snapshot.ts';
import { deployedWorkload, World } from './memory/world.ts';

const STAGES = [
  'admit',
  'lease',
  'prepare',
  'job',
  'train',
  'gate',
  'register',
  'approve',
  'rollout',
  'conclude',
] as const;

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

type Invoke = (stage: StageName, payload: Json) => Promise<Json>;

/** A whole run with a person's approval, whose functions are called as `around` says. */
async function runWith(
  around: (invoke: Invoke, world: World) => Invoke,
  faults: readonly Fault[] = [],
  mayDecide: () => boolean = () => true,
) {
  const world = new World();
  world.deployed = deployedWorkload({ approval: 'manual', debounceSeconds: 0 });
  const loop = new Loop(world, templates, {
    // So that a job has to be looked at.
    faults: [{ point: 'state/Prepare', occurrence: 1, kind: 'task-answer-lost' }, ...faults],
  });
  loop.functions.invoke = around(loop.functions.invoke.bind(loop.functions), world);
  loop.upload('a.csv');
  const isAsked = (): boolean => world.notifications.sent.some(({ subject }) => subject.includes('waits for your'));
  await loop.until(() => isAsked() && mayDecide());
  await loop.decide(1, 'Approved', 'good');
  await loop.settle();
  return { world, loop };
}

/** What no repetition may change. */
async function essence(world: World) {
  const [run] = await world.records.runs();
  const lease = await world.records.lease.read();
  return {
    outcomes: (await world.records.runs()).map(({ runId, outcome }) => ({ runId, outcome })),
    dataset: run?.dataset,
    decision: run?.decision,
    uploads: (await world.records.uploads()).map(({ uploadId, status, runId }) => ({ uploadId, status, runId })),
    packages: world.registry.packages.map(({ packageVersion, status }) => ({ packageVersion, status })),
    live: (await world.records.release.read())?.live.packageVersion,
    manifests: [...world.lake.documents.keys()],
    holder: lease?.holder,
  };
}

interface Repetition {
  readonly stage: StageName;
  readonly answers: readonly Json[];
  readonly before: unknown;
  readonly after: unknown;
}

/** A rollout's step answers with what it sees of the endpoint: called again, it goes on from there. */
const isStep = (stage: StageName): boolean => stage === 'rollout';

describe('a function whose answer is lost after its effect', () => {
  const repetitions: Repetition[] = [];
  let actions: readonly string[] = [];
  beforeAll(async () => {
    // One after the other, so that whatever changes is the second call's doing.
    let turn: Promise<unknown> = Promise.resolve();
    let pending = 0;
    const around =
      (invoke: Invoke, world: World): Invoke =>
      (stage, payload) => {
        const calls = async (): Promise<Json> => {
          const first = await invoke(stage, payload);
          const before = await snapshotOf(world);
          const second = await invoke(stage, payload);
          repetitions.push({ stage, answers: [first, second], before, after: await snapshotOf(world) });
          return second;
        };
        pending += 1;
        const mine = turn.then(calls).finally(() => {
          pending -= 1;
        });
        turn = mine.catch(() => undefined);
        return mine;
      };
    const { loop } = await runWith(around, [], () => pending === 0);
    actions = loop.runtime.actions;
  });

  it.each(STAGES.filter((stage) => !isStep(stage)))(
    'row 7: %s answers the second call as the first one and changes nothing',
    (stage) => {
      const ofStage = repetitions.filter((one) => one.stage === stage);
      expect(ofStage.length).toBeGreaterThan(0);
      for (const { answers, before, after } of ofStage) {
        expect(answers[1]).toEqual(answers[0]);
        expect(after).toEqual(before);
      }
    },
  );

  it('row 7: rollout goes on from what the first call did, and does nothing twice', () => {
    expect(repetitions.filter(({ stage }) => isStep(stage)).length).toBeGreaterThan(0);
    expect(actions).toEqual(['create-model', 'create-endpoint-config', 'create-endpoint']);
  });
});

describe('functions that are called three times at once', () => {
  it('row 7: answer all alike, and the run comes to the same end', async () => {
    const calm = await runWith((invoke) => invoke);
    const answers: [StageName, Json[]][] = [];

    const { world, loop } = await runWith((invoke) => async (stage, payload) => {
      const all = await Promise.all([invoke(stage, payload), invoke(stage, payload), invoke(stage, payload)]);
      answers.push([stage, all]);
      return all[0];
    });

    for (const [stage, all] of answers.filter(([called]) => !isStep(called))) {
      expect({ stage, all }).toEqual({ stage, all: [all[0], all[0], all[0]] });
    }
    expect(new Set(loop.runtime.actions)).toEqual(new Set(calm.loop.runtime.actions));
    expect(await essence(world)).toEqual(await essence(calm.world));
  });
});

describe('a function that runs into its time limit', () => {
  it.each(STAGES)(
    'row 8: %s is called again afterwards, at whatever call it hung, and the run ends well',
    async (stage) => {
      const calm = await runWith((invoke) => invoke);
      const points = [...calm.loop.faults.passed.keys()].filter((point) => point.startsWith(`${stage}/`));
      expect(points.length).toBeGreaterThan(0);
      for (const point of points) {
        const { world, loop } = await runWith((invoke) => invoke, [{ point, occurrence: 1, kind: 'hangs' }]);
        expect({ point, struck: loop.faults.struck.length }).toEqual({ point, struck: 2 });
        expect({ point, ...(await essence(world)) }).toEqual({ point, ...(await essence(calm.world)) });
      }
    },
  );
});
