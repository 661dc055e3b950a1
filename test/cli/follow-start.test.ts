import { describe, expect, it } from '@jest/globals';
import type { ExecutionState } from '../../cli/adapters/executions.ts';
import { followStart } from '../../cli/follow/follow-start.ts';
import type { RunRecord } from '../../domain/conclude/run-record.ts';
import { aRun, NOON, RUN_ID } from './support/runs.ts';

const ARN = 'arn:aws:states:us-east-1:000000000000:execution:retrain:asked';
const ended = (output: object): ExecutionState => ({
  status: 'SUCCEEDED',
  error: undefined,
  cause: undefined,
  output: JSON.stringify(output),
});
const running: ExecutionState = { status: 'RUNNING', error: undefined, cause: undefined };

/** A run that is seen after two looks, or never, and what its execution says meanwhile. */
function follow(execution: ExecutionState, run?: RunRecord) {
  let looks = 0;
  const context = {
    records: {
      runs: async () => {
        looks += 1;
        return looks > 2 && run !== undefined ? [aRun({ runId: 'bbbbbbbbbbbb-1' }), run] : [];
      },
      run: async () => run,
      upload: async () => undefined,
      uploads: async () => [],
      release: async () => undefined,
      lease: async () => undefined,
      brakes: async () => undefined,
    },
    board: { show: () => undefined, say: () => undefined, close: async () => undefined },
    clock: { now: () => new Date(NOON), wait: async () => undefined },
    signal: new AbortController().signal,
    limitSeconds: 60,
  };
  const ports = { environment: 'local', executions: { describe: async () => execution } };
  return followStart(context, ports, 'reviews', ARN);
}

describe('a person who waits for the run that they asked for', () => {
  it('gets that very run at its end', async () => {
    const run = aRun({ executionArn: ARN, outcome: 'deployed', endedAt: NOON });

    expect(await follow(running, run)).toMatchObject({ runId: RUN_ID, outcome: 'deployed' });
  });

  it('hears that nothing was new', async () => {
    expect(await follow(ended({ lease: { outcome: 'nothing-new' } }))).toBeUndefined();
  });

  it('hears that another run goes first', async () => {
    await expect(follow(ended({ lease: { outcome: 'busy', holder: 'arn:other' } }))).rejects.toMatchObject({
      code: 'LEASE_HELD',
      next: expect.stringContaining('runs reviews'),
    });
  });

  it('hears why no run could begin', async () => {
    const refused: ExecutionState = { status: 'FAILED', error: 'BUDGET_SPENT', cause: 'the day has no money left' };

    await expect(follow(refused)).rejects.toMatchObject({ code: 'BUDGET_SPENT', message: 'the day has no money left' });
  });
});
