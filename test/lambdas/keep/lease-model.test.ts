import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LEASE_SECONDS } from '../../../domain/lease/lease.ts';
import { concludeState } from '../../../lambdas/conclude/endings.ts';
import { keep } from '../../../lambdas/keep/keep.ts';
import { lease } from '../../../lambdas/lease/lease.ts';
import { assertHolds } from '../../../lambdas/records/run-writer.ts';
import { admit } from '../memory/admit.ts';
import { leaseInput, objectCreated } from '../memory/events.ts';
import { WORKLOAD, World } from '../memory/world.ts';

const BEAT = { 'detail-type': 'Scheduled Event' } as const;

interface Held {
  readonly execution: string;
  readonly runId: string;
  readonly fencingToken: number;
}

/** The world with its executions; those that hold a lease do so until they conclude, or are killed and never do. */
class Yard {
  readonly world = new World();
  readonly running = new Map<string, Held>();
  readonly killed: Held[] = [];
  /** Tokens in the order in which they were given out. */
  readonly tokens: number[] = [];
  #executions = 0;
  #uploads = 0;

  async upload(): Promise<void> {
    this.#uploads += 1;
    await admit(objectCreated(`reviews/${this.#uploads}.csv`, 'v1'), this.world);
  }

  async start(): Promise<void> {
    this.#executions += 1;
    const execution = `e${this.#executions}`;
    this.world.statuses.set(execution, 'RUNNING');
    const answer = await lease(leaseInput(execution), this.world);
    if (answer.outcome !== 'acquired') {
      this.world.statuses.set(execution, 'SUCCEEDED');
      return;
    }
    this.tokens.push(answer.fencingToken);
    this.running.set(execution, { execution, runId: answer.runId, fencingToken: answer.fencingToken });
  }

  /** Runs what the platform itself started, as Step Functions would. */
  async startWhatIsDue(): Promise<number> {
    const due = this.world.started.size;
    this.world.started.clear();
    for (let count = 0; count < due; count += 1) await this.start();
    return due;
  }

  async conclude(execution: string): Promise<void> {
    const held = this.running.get(execution);
    if (held === undefined) return;
    this.running.delete(execution);
    const { runId, fencingToken } = held;
    const leased = {
      outcome: 'acquired',
      runId,
      fencingToken,
      planUri: '',
      prepareOn: 'job',
      prepareJobName: '',
      prepareUri: '',
      prepared: false,
    } as const;
    const state = { workload: WORKLOAD, trigger: 'upload', force: false, lease: leased, rollout: {} } as const;
    await concludeState({ state, execution: leaseInput(execution).execution }, this.world);
    this.world.statuses.set(execution, 'SUCCEEDED');
  }

  kill(execution: string): void {
    const held = this.running.get(execution);
    if (held === undefined) return;
    this.running.delete(execution);
    this.killed.push(held);
    this.world.statuses.set(execution, 'ABORTED');
  }

  async beat(): Promise<void> {
    await keep(BEAT, { ...this.world, now: this.world.now, workloadNames: [WORKLOAD] });
  }

  async check(): Promise<void> {
    expect(this.running.size).toBeLessThanOrEqual(1);
    const increasing = [...this.tokens].sort((a, b) => a - b);
    expect(this.tokens).toEqual(increasing);
    expect(new Set(this.tokens).size).toBe(this.tokens.length);
    const held = await this.world.records.lease.read();
    for (const { execution, runId, fencingToken } of this.running.values()) {
      expect(held).toMatchObject({ holder: execution, fencingToken });
      await assertHolds(this.world.records, runId, fencingToken, this.world.now());
    }
    for (const { runId, fencingToken } of this.killed.filter((one) => one.fencingToken !== held?.fencingToken)) {
      await expect(assertHolds(this.world.records, runId, fencingToken, this.world.now())).rejects.toMatchObject({
        code: 'LEASE_LOST',
      });
    }
  }
}

type Step = fc.AsyncCommand<Record<string, never>, Yard, true>;

const step = (name: string, act: (yard: Yard) => Promise<void> | void): Step => ({
  check: async () => true,
  run: async (_model, yard) => {
    await act(yard);
    await yard.check();
  },
  toString: () => name,
});

const someRunning = (yard: Yard): string => yard.running.keys().next().value ?? '';

const steps = [
  fc.constant(step('upload', (yard) => yard.upload())),
  fc.constant(step('start', (yard) => yard.start())),
  fc.constant(step('start what is due', async (yard) => void (await yard.startWhatIsDue()))),
  fc.constant(step('conclude', (yard) => yard.conclude(someRunning(yard)))),
  fc.constant(step('kill', (yard) => yard.kill(someRunning(yard)))),
  fc.constant(step('beat', (yard) => yard.beat())),
  fc.integer({ min: -600, max: 2 * LEASE_SECONDS }).map((seconds) =>
    step(`clock ${seconds}`, (yard) => {
      yard.world.clock += seconds * 1000;
    }),
  ),
];

describe('the lease of a workload', () => {
  it('has one holder at most, tokens that grow, and is never lost for ever, whoever dies and whatever clocks do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.commands(steps, { maxCommands: 40 }), async (commands) => {
        const yard = new Yard();
        await fc.asyncModelRun(() => ({ model: {}, real: yard }), commands);

        // From here on nobody is killed and the clock goes forward: all that is left is done by the beats of keep.
        for (let beat = 0; beat < 20; beat += 1) {
          yard.world.clock += 300_000;
          await yard.beat();
          await yard.startWhatIsDue();
          await yard.conclude(someRunning(yard));
          await yard.check();
        }

        expect((await yard.world.records.lease.read())?.holder).toBeUndefined();
        for (const upload of await yard.world.records.uploads()) expect(upload.runId).toBeDefined();
        for (const run of await yard.world.records.runs()) expect(run.endedAt).toBeDefined();
      }),
      { numRuns: 200 },
    );
  });
});
