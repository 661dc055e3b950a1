import type { MetricPoint } from '../state/records.ts';

type Listener = (point: MetricPoint) => void;

/** Values of metrics as training jobs report them, for those who follow a job while it runs. */
export class TrainingMetrics {
  readonly #listeners = new Map<string, Listener>();

  /** `listener` hears each value of the job from now on. */
  follow(jobName: string, listener: Listener): void {
    this.#listeners.set(jobName, listener);
  }

  unfollow(jobName: string): void {
    this.#listeners.delete(jobName);
  }

  say(jobName: string, point: MetricPoint): void {
    this.#listeners.get(jobName)?.(point);
  }
}
