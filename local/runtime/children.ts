import { type Child, startChild } from './child.ts';
import { emulatorPlan, planePlan, type RuntimePlan } from './child-plans.ts';
import { prepareDirectories } from './directories.ts';
import { gatewayUrl } from './environment.ts';
import { whenHealthy } from './health.ts';

const START_LIMIT_MS = 60_000;
// The plane first: what it ends still needs the emulator, which then saves everything.
const PLANE_GRACE_MS = 15_000;
const EMULATOR_GRACE_MS = 20_000;

/** Which child died, and how, in one sentence. */
export interface Death {
  readonly name: Child['name'];
  readonly reason: string;
}

/** The emulator and the plane of one runtime. */
export class Children {
  readonly #plan: RuntimePlan;
  #plane: Child;
  #emulator: Child;

  private constructor(plan: RuntimePlan) {
    this.#plan = plan;
    this.#plane = startChild(planePlan(plan));
    this.#emulator = startChild(emulatorPlan(plan));
  }

  static async start(plan: RuntimePlan): Promise<Children> {
    await prepareDirectories(plan.stateDirectory);
    return new Children(plan);
  }

  /** Resolves when one of them dies. */
  death(): Promise<Death> {
    const of = async (child: Child): Promise<Death> => ({
      name: child.name,
      reason: `the ${child.name} ${await child.ended}; its log is ${child.logFile}`,
    });
    return Promise.race([of(this.#plane), of(this.#emulator)]);
  }

  /**
   * Starts again what died. The plane comes back alone: the emulator has what the plane told it. Without the emulator
   * the plane's sessions are void, so both start again.
   */
  async replace(dead: Child['name']): Promise<void> {
    if (dead === 'emulator') {
      await this.#plane.stop(PLANE_GRACE_MS);
      await prepareDirectories(this.#plan.stateDirectory);
      this.#emulator = startChild(emulatorPlan(this.#plan));
    }
    this.#plane = startChild(planePlan(this.#plan));
  }

  /** Resolves with nothing when both answer, or with the sentence that says what did not in time. */
  async healthy(): Promise<string | undefined> {
    const limit = AbortSignal.timeout(START_LIMIT_MS);
    const unanswered = new Set(['the plane', 'the emulator']);
    const wait = async (name: string, url: string): Promise<void> => {
      await whenHealthy(url, limit);
      unanswered.delete(name);
    };
    try {
      await Promise.all([
        wait('the plane', `${gatewayUrl(this.#plan.planePort)}/health`),
        wait('the emulator', `${gatewayUrl(this.#plan.gatewayPort)}/_ministack/health`),
      ]);
      return undefined;
    } catch {
      return `${[...unanswered].join(' and ')} did not answer within ${START_LIMIT_MS / 1000} s`;
    }
  }

  async stop(): Promise<void> {
    await this.#plane.stop(PLANE_GRACE_MS);
    await this.#emulator.stop(EMULATOR_GRACE_MS);
  }
}
