import type { StopReason } from '../jobs/stop-reason.ts';
import type { Collection } from '../state/collection.ts';
import type { Interruption } from './interruption.ts';
import { type InterruptionPlan, nextInterruption } from './interruption-plan.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** The plan is one record. */
const PLAN = 'interruptions';

/** One job's spot instance, from its launch until it is released or taken away. */
export interface SpotInstance {
  /** Aborted, with the interruption, when the instance is taken away. */
  readonly signal: AbortSignal;
  /** From here on the plan's clock runs; so many seconds were trained on earlier instances. */
  trainingStarts(trainedSeconds: number): void;
  release(): void;
}

class Instance implements SpotInstance {
  readonly #jobName: string;
  readonly #plan: () => InterruptionPlan;
  readonly #onRelease: () => void;
  readonly #taken = new AbortController();
  #trainedSince: { readonly at: number; readonly seconds: number } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(jobName: string, plan: () => InterruptionPlan, onRelease: () => void) {
    this.#jobName = jobName;
    this.#plan = plan;
    this.#onRelease = onRelease;
  }

  get signal(): AbortSignal {
    return this.#taken.signal;
  }

  trainingStarts(trainedSeconds: number): void {
    this.#trainedSince = { at: performance.now(), seconds: trainedSeconds };
    this.wind();
  }

  /** Sets the timer to the plan as it is now. */
  wind(): void {
    clearTimeout(this.#timer);
    if (this.#trainedSince === undefined) return;
    const trained = this.#trainedSince.seconds + (performance.now() - this.#trainedSince.at) / 1000;
    const next = nextInterruption(this.#plan(), this.#jobName, trained);
    if (next === undefined) return;
    const delayMs = Math.min((next.atSeconds - trained) * 1000, LONGEST_TIMER_MS);
    this.#timer = setTimeout(() => this.take(next.interruption), delayMs);
  }

  take(interruption: Interruption): void {
    this.#taken.abort({ kind: 'interrupted', interruption } satisfies StopReason);
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#onRelease();
  }
}

/** The spot instances that jobs have now, and what takes them away: a person, or the plan. */
export class SpotInstances {
  readonly #plans: Collection<InterruptionPlan>;
  readonly #instances = new Map<string, Instance>();

  constructor(plans: Collection<InterruptionPlan>) {
    this.#plans = plans;
  }

  get plan(): InterruptionPlan {
    return this.#plans.get(PLAN) ?? { kind: 'none' };
  }

  /** Keeps the plan over restarts; running jobs follow it at once. */
  follow(plan: InterruptionPlan): void {
    this.#plans.delete(PLAN);
    this.#plans.insert(PLAN, plan);
    for (const instance of this.#instances.values()) instance.wind();
  }

  launch(jobName: string): SpotInstance {
    const instance = new Instance(
      jobName,
      () => this.plan,
      () => this.#instances.delete(jobName),
    );
    this.#instances.set(jobName, instance);
    return instance;
  }

  /** False when the job has no spot instance at this moment. */
  interrupt(jobName: string, interruption: Interruption): boolean {
    const instance = this.#instances.get(jobName);
    if (instance === undefined || instance.signal.aborted) return false;
    instance.take(interruption);
    return true;
  }
}
