import { beforeAll, describe, expect, it } from '@jest/globals';
import { ERROR_CODES, type ErrorCode } from '../../../domain/errors.ts';
import { World } from '../../lambdas/memory/world.ts';
import { stageOfArn } from '../account/arns.ts';
import { isStage } from '../account/stages.ts';
import { synthesized, type Templates } from '../account/templates.ts';
import type { State, States } from '../asl/definition.ts';
import { Loop } from '../loop.ts';
import { SCENARIOS } from './scenarios.ts';

let templates: Templates;
beforeAll(async () => {
  templates = await synthesized();
}, 120_000);

const allStates = ({ States }: States): [string, State][] =>
  Object.entries(States).flatMap(([name, state]): [string, State][] => [
    [name, state],
    ...(state.Type === 'Map' ? allStates(state.ItemProcessor) : []),
  ]);

/** States whose function may throw any code while a model is trained, approved and released. */
const THROWING = ['Lease', 'Prepared', 'Trained', 'Gate', 'Register', 'Approve', 'Advance'];

const approved = SCENARIOS.find(({ name }) => name.includes('approves'));

async function runWith(state: string, error: ErrorCode): Promise<Loop> {
  const loop = new Loop(new World(), templates);
  await approved?.before?.(loop);
  loop.faults.arm([{ point: `state/${state}`, occurrence: 1, kind: 'task-error', error }]);
  loop.upload('a.csv');
  await loop.settle();
  return loop;
}

describe('errors of states', () => {
  it.each(THROWING)(
    'row 9: any code that %s throws is the code with which the run ends',
    async (state) => {
      for (const code of ERROR_CODES) {
        const loop = await runWith(state, code);

        const [run] = await loop.world.records.runs();
        const told = loop.world.notifications.sent.at(-1)?.message ?? '';
        expect({ code, struck: loop.faults.struck.length, running: loop.jobs.running }).toEqual({
          code,
          struck: 1,
          running: [],
        });
        // A lease that failed has no run: people are told instead.
        if (run === undefined) expect(told).toContain(`"${code}"`);
        else if (code === 'AWS_FAILED') expect(run).toMatchObject({ outcome: 'deployed' });
        else if (code === 'APPROVAL_REJECTED') expect(run).toMatchObject({ outcome: 'rejected' });
        else expect(run).toMatchObject({ outcome: 'failed', error: { code } });
        expect((await loop.world.records.lease.read())?.holder).toBeUndefined();
      }
    },
    120_000,
  );

  it('have a catch in every state that can meet one, and a time limit in every state that waits for an answer', () => {
    const { retrain, rollout } = templates.machines;
    const states = [...allStates(retrain), ...allStates(rollout)];
    for (const [name, state] of states) {
      if (state.Type !== 'Task' && state.Type !== 'Map' && state.Type !== 'Parallel') continue;
      expect({ name, caught: state.Catch.at(-1)?.ErrorEquals }).toEqual({ name, caught: ['States.ALL'] });
      if (state.Type === 'Task')
        expect({ name, limit: state.TimeoutSeconds }).toEqual({ name, limit: expect.any(Number) });
    }
    for (const machine of [retrain, rollout]) expect(machine.TimeoutSeconds).toBeGreaterThan(0);
    const functions = states.flatMap(([, state]) => (state.Type === 'Task' ? (stageOfArn(state.Resource) ?? []) : []));
    expect(new Set(functions).size).toBeGreaterThan(6);
  });

  it('leave a function time to report its own end before the state gives it up', () => {
    for (const [name, state] of [...allStates(templates.machines.retrain), ...allStates(templates.machines.rollout)]) {
      const stage = state.Type === 'Task' ? stageOfArn(state.Resource) : undefined;
      if (state.Type !== 'Task' || stage === undefined || !isStage(stage)) continue;
      expect({ name, more: (state.TimeoutSeconds ?? 0) > templates.timeoutSeconds(stage) }).toEqual({
        name,
        more: true,
      });
    }
  });
});
