import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { World } from '../../lambdas/memory/world.ts';
import { stageOfArn } from '../account/arns.ts';
import { isStage } from '../account/stages.ts';
import { synthesized, type Templates } from '../account/templates.ts';
import { StateFailure } from '../asl/failure.ts';
import { isObject, type Json } from '../asl/json.ts';
import { play } from '../faults/play.ts';
import { SCENARIOS } from '../faults/scenarios.ts';
import { Loop } from '../loop.ts';

/** What state machines asked functions, recorded once: executions that began then may go on after a deployment. */
const RECORDED = join(import.meta.dirname, 'calls.json');
const callSchema = z.object({ state: z.string(), stage: z.string().refine(isStage), payload: z.json() });
type Call = { readonly state: string; readonly stage: string; readonly payload: Json };

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

const historyOf = (loop: Loop) => loop.machines.all.map(({ name, history, output }) => ({ name, history, output }));

/** Every call of a function in a history, once for each state. */
function callsOf(loop: Loop): Call[] {
  const calls = loop.machines.all.flatMap(({ machine, history }) =>
    history.flatMap((each): Call[] => {
      if (each.kind !== 'called') return [];
      const state = templates.machines[machine].States[each.state];
      if (state?.Type !== 'Task') return [];
      const invoked = isObject(each.parameters) ? each.parameters : {};
      const { FunctionName, Payload = null } = invoked;
      const given = typeof FunctionName === 'string' ? { arn: FunctionName, payload: Payload } : undefined;
      const stage = stageOfArn(given?.arn ?? state.Resource);
      return stage === undefined ? [] : [{ state: each.state, stage, payload: given?.payload ?? each.parameters }];
    }),
  );
  return calls.filter(({ state }, at) => calls.findIndex((other) => other.state === state) === at);
}

describe('histories', () => {
  it.each(SCENARIOS)('of $name are the same every time', async (scenario) => {
    const [first, second] = [await play(scenario, templates), await play(scenario, templates)];

    expect(historyOf(second)).toEqual(historyOf(first));
  });

  it('of executions that began before a deployment are understood after it', async () => {
    if (process.env.TRAINYARD_RECORD_HISTORIES !== undefined) {
      const [, , approved] = SCENARIOS;
      if (approved !== undefined) {
        writeFileSync(RECORDED, `${JSON.stringify(callsOf(await play(approved, templates)), null, 2)}\n`);
      }
    }
    const recorded = z.array(callSchema).parse(JSON.parse(readFileSync(RECORDED, 'utf8')));
    expect(recorded.length).toBeGreaterThan(6);

    for (const { state, stage, payload } of recorded) {
      const loop = new Loop(new World(), templates);
      let error: string | undefined;
      // In a world without the run, a function that understands the call fails for another reason, or not at all.
      loop.functions.invoke(stage, payload).catch((thrown: unknown) => {
        error = thrown instanceof StateFailure ? thrown.error : String(thrown);
      });
      await loop.settle();
      expect({ state, error }).not.toEqual({ state, error: 'REQUEST_INVALID' });
    }
  });
});
