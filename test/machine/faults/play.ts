import { World } from '../../lambdas/memory/world.ts';
import type { Fault } from '../account/faults.ts';
import type { Templates } from '../account/templates.ts';
import { Loop, type LoopOptions } from '../loop.ts';
import { recover } from './recover.ts';
import type { Scenario } from './scenarios.ts';
import { violations } from './violations.ts';

/** Plays a scenario with faults, lets everything and everybody do their work, and gives the loop as it is then. */
export async function play(
  scenario: Scenario,
  templates: Templates,
  faults: readonly Fault[] = [],
  options: LoopOptions = {},
): Promise<Loop> {
  const loop = new Loop(new World(), templates, options);
  await scenario.before?.(loop);
  loop.faults.arm(faults);
  scenario.act(loop);
  await recover(loop);
  return loop;
}

/** Everything that is not as the scenario ends when nothing goes wrong. */
export async function differences(scenario: Scenario, loop: Loop): Promise<string[]> {
  const { records } = loop.world;
  const [runs, uploads, release] = await Promise.all([records.runs(), records.uploads(), records.release.read()]);
  const statuses = Object.fromEntries(uploads.map(({ key, status }) => [key.slice(key.indexOf('/') + 1), status]));
  const newest = loop.world.registry.packages.findLast(({ status }) => status === 'Approved')?.packageVersion;
  const outcomes = runs.map(({ outcome }) => outcome).sort();
  const seen = { outcomes, live: release?.live.packageVersion, uploads: Object.entries(statuses).sort() };
  const wanted = {
    outcomes: scenario.outcomes ?? outcomes,
    live: scenario.live ?? newest,
    uploads: Object.entries(scenario.uploads).sort(),
  };
  const isSame = JSON.stringify(seen) === JSON.stringify(wanted);
  // Every model goes behind the endpoint once.
  const approved = loop.world.registry.packages.filter(({ status }) => status === 'Approved').length;
  const changes = loop.runtime.actions.filter((action) => /^(create|update)-endpoint$/.test(action)).length;
  const twice = changes > approved ? [`the endpoint was changed ${changes} times for ${approved} models`] : [];
  return [...twice, ...(isSame ? [] : [`it ends with ${JSON.stringify(seen)}`]), ...(await violations(loop))];
}

export const printed = ({ point, occurrence, kind }: Fault): string => `${kind} at ${point}, time ${occurrence}`;
