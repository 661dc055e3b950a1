import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deployedWorkload, World } from '../../lambdas/memory/world.ts';
import { CALL_FAULTS, type Fault } from '../account/faults.ts';
import { synthesized, type Templates } from '../account/templates.ts';
import { Loop } from '../loop.ts';
import { AT_TASKS, everyFault } from './every-fault.ts';
import { play } from './play.ts';
import { recover } from './recover.ts';
import { TRIES_ALL } from './sample.ts';
import { approving, SCENARIOS } from './scenarios.ts';
import { violations } from './violations.ts';

let templates: Templates;
/** Points that a run passes, from those of a run without faults. */
let points: string[];
beforeAll(async () => {
  templates = await synthesized();
  const calm = await Promise.all(SCENARIOS.map((scenario) => play(scenario, templates)));
  points = [...new Set(calm.flatMap((loop) => everyFault(loop).map(({ point }) => point)))].sort();
}, 120_000);

/** What people and other systems do. */
type Happening =
  | { readonly do: 'upload'; readonly key: string }
  | { readonly do: 'start'; readonly force: boolean }
  | { readonly do: 'stop' }
  | { readonly do: 'beat' }
  | { readonly do: 'break endpoint' | 'mend endpoint' };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('a.csv', 'b.csv', 'c.csv', 'broken.csv').map((key) => ({ do: 'upload' as const, key })),
  },
  { weight: 2, arbitrary: fc.boolean().map((force) => ({ do: 'start' as const, force })) },
  { weight: 1, arbitrary: fc.constant({ do: 'stop' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'beat' as const }) },
  { weight: 1, arbitrary: fc.constantFrom({ do: 'break endpoint' as const }, { do: 'mend endpoint' as const }) },
);

const timed = fc.record({ afterSeconds: fc.integer({ min: 0, max: 1500 }), what: happening });

const fault = fc.record({ at: fc.nat(), occurrence: fc.integer({ min: 1, max: 4 }), kind: fc.nat() });

function faultOf({ at, occurrence, kind }: { at: number; occurrence: number; kind: number }): Fault {
  const point = points[at % points.length] ?? '';
  const kinds: readonly Fault['kind'][] = point.startsWith('enter/')
    ? ['stopped-before']
    : point.startsWith('state/')
      ? AT_TASKS
      : CALL_FAULTS.filter((each) => each !== 'refused-by-itself' || point.endsWith('/table.write'));
  return { point, occurrence, kind: kinds[kind % kinds.length] ?? 'stopped-before' };
}

function happen(loop: Loop, what: Happening, number: number): void {
  switch (what.do) {
    case 'upload':
      loop.upload(what.key);
      return;
    case 'start':
      loop.start(`person-${number}`, { force: what.force, ...loop.outcomes });
      return;
    case 'stop': {
      const running = loop.machines.all.find(({ status }) => status === 'RUNNING');
      if (running !== undefined) loop.machines.stop(running, '', 'stopped by a person');
      return;
    }
    case 'beat':
      loop.beat();
      return;
    case 'break endpoint':
      loop.runtime.broken = 'the container does not answer';
      return;
    case 'mend endpoint':
      loop.runtime.broken = undefined;
  }
}

describe('several uploads, runs and faults at once', () => {
  it('row 9: end with nothing lost, nothing made twice, nothing held, and live what the record says, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(timed, { minLength: 1, maxLength: 6 }),
        fc.array(fault, { maxLength: 4 }),
        fc.constantFrom('auto' as const, 'manual' as const),
        fc.infiniteStream(fc.nat(999)),
        async (happenings, faults, approval, choices) => {
          const world = new World();
          world.deployed = deployedWorkload({ approval });
          const loop = new Loop(world, templates, {
            faults: faults.map(faultOf),
            pick: (count) => (choices.next().value ?? 0) % count,
          });
          loop.outcomes = { wrongOneIn: 1000 };
          if (approval === 'manual') approving(loop);
          for (const [number, { afterSeconds, what }] of happenings.entries()) {
            loop.clock.after(afterSeconds, () => happen(loop, what, number));
          }
          await loop.settle();
          loop.runtime.broken = undefined;

          await recover(loop);

          expect(await violations(loop)).toEqual([]);
        },
      ),
      { numRuns: TRIES_ALL ? 5_000 : 80, endOnFailure: !TRIES_ALL },
    );
  }, 1_800_000);
});
